//! Where things stand on the stage. It follows from the window and what is on the table, never from the phase, so that
//! nothing jumps when a scene begins or ends.
//!
//! Start with [`Plan::new`]. The prompt hangs from the top and the clock stands on the bottom; what there is no room
//! for goes, the least important first.

use ratatui::layout::{Margin, Rect};

use super::digits::Size;

/// What the clock says at most beside its digits, with a length such as `4:00` after it.
const SIDE: &str = "left of ";
/// The most of the window's height that the clock takes, in percent: as large for any prompt.
const CLOCK: u32 = 40;

/// From so few rows on the prompt needs all that the clock leaves.
const CROWDED: u16 = 9;

/// Rows of a usual prompt and its cast.
const USUAL: (u16, u16) = (3, 4);

/// What must find a place.
#[derive(Debug)]
pub struct Needs<'a> {
    /// Lines of the prompt.
    pub prompt: u16,
    /// Lines of the cast.
    pub cast: u16,
    /// The widest clock that will stand here.
    pub clock: &'a str,
}

/// The place of everything; without height where there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Workshop, take, time of day.
    pub header: Rect,
    /// What keeps the log from being written.
    pub trouble: Rect,
    /// The prompt.
    pub prompt: Rect,
    /// The cast.
    pub cast: Rect,
    /// The clock with all beside it.
    pub clock: Clock,
    /// How far the scene is.
    pub bar: Rect,
    /// What comes next.
    pub cue: Rect,
    /// The coaching line.
    pub coach: Rect,
    /// A line for the leader, and questions.
    pub notice: Rect,
    /// The keys.
    pub footer: Rect,
}

impl Plan {
    /// The columns of header, clock and footer.
    #[must_use]
    pub fn outer(window: Rect) -> Rect {
        window.inner(Margin::new(if window.width < 30 { 0 } else { 2 }, 0))
    }

    /// The columns of the prompt and all that belongs to it.
    #[must_use]
    pub fn inner(window: Rect) -> Rect {
        Self::outer(window).inner(Margin::new(if window.width < 60 { 0 } else { 2 }, 0))
    }

    /// Plans a window of at least six rows.
    #[must_use]
    pub fn new(window: Rect, needs: &Needs<'_>) -> Self {
        let [outer, inner] = [Self::outer(window), Self::inner(window)];
        let mut free = window.height;
        let mut take = |wanted: u16| {
            let taken = wanted.min(free);
            free -= taken;
            taken
        };
        let clock = Clock::fit(outer, clock_rows(window), needs.clock);
        take(clock.area.height);
        let footer = take(1);
        // However long the prompt, the cast keeps a line.
        let of_cast = take(if window.height < CROWDED { 0 } else { needs.cast.min(1) });
        let prompt = take(needs.prompt.max(1));
        let cast = of_cast + take(needs.cast - of_cast);
        let cue = take(1);
        let [mut under_prompt, above_clock] = [take(1), take(1)];
        let [notice, bar, header] = [take(1), take(1), take(1)];
        let [mut under_header, coach] = [take(1), take(1)];
        let mut above_bar = take(1);
        // Air is given as if the prompt and cast were of a usual size, so that the next one stands in the same place.
        free = free.saturating_sub(USUAL.0.saturating_sub(prompt) + USUAL.1.saturating_sub(cast));
        let mut air = |most: u16, share: u16| {
            let taken = (free / share).min(most);
            free -= taken;
            taken
        };
        under_header += air(4, 4);
        under_prompt += air(2, 6);
        above_bar += air(2, 6);
        let [above_notice, above_footer] = [air(1, 6), air(1, 6)];

        let mut top = window.y;
        let mut down = |across: Rect, height: u16, gap: u16| {
            let area = Rect { y: top, height, ..across };
            top += height + gap;
            area
        };
        let header = down(outer, header, 0);
        let trouble = down(outer, under_header.min(1), under_header.saturating_sub(1));
        let prompt = down(inner, prompt, under_prompt);
        let cast = down(inner, cast, above_clock);
        let mut bottom = window.bottom();
        let mut up = |across: Rect, height: u16, gap: u16| {
            bottom -= height;
            let area = Rect { y: bottom, height, ..across };
            bottom -= gap;
            area
        };
        let footer = up(outer, footer, above_footer);
        let notice = up(outer, notice, above_notice);
        let coach = up(inner, coach, 0);
        let cue = up(inner, cue, 0);
        let bar = up(inner, bar, above_bar);
        let clock = clock.at(up(outer, clock.area.height, 0).y);
        Self { header, trouble, prompt, cast, clock, bar, cue, coach, notice, footer }
    }

    /// The rows that a prompt in large letters may take, which have air of their own, without moving the clock: those
    /// between cast and clock, then most of the air around the prompt.
    #[must_use]
    pub fn room_for_prompt(&self) -> u16 {
        (self.clock.area.y - self.trouble.bottom()).saturating_sub(self.cast.height + 1)
    }

    /// The rows that the cast may take below a prompt of so many, likewise.
    #[must_use]
    pub fn room_for_cast(&self, prompt: u16) -> u16 {
        (self.clock.area.y - self.trouble.bottom()).saturating_sub(prompt + 1)
    }

    /// Gives the prompt so many rows, and moves the cast accordingly.
    pub fn grow_prompt(&mut self, rows: u16) {
        let (gap, bottom) =
            (self.cast.y - self.prompt.bottom(), self.clock.area.y.saturating_sub(self.cast.height + 1));
        self.prompt.y = self.prompt.y.min(bottom.saturating_sub(rows));
        self.prompt.height = rows;
        self.cast.y = (self.prompt.bottom() + gap).min(bottom);
    }

    /// Everything between the cast and the notice: what a debrief has for itself.
    #[must_use]
    pub fn below_cast(&self) -> Rect {
        let clock = self.clock.area;
        let bottoms = [clock, self.bar, self.cue, self.coach].map(Rect::bottom);
        let bottom = bottoms.into_iter().max().unwrap_or(clock.y);
        Rect { height: bottom - clock.y, ..clock }
    }
}

/// The rows that a window gives its clock.
pub fn clock_rows(window: Rect) -> u16 {
    ((u32::from(window.height) * CLOCK / 100) as u16).max(3)
}

/// A clock and what stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// All of it.
    pub area: Rect,
    /// How large.
    pub size: Size,
    /// Where `+` stands in overtime.
    pub sign: Rect,
    /// The digits.
    pub digits: Rect,
    /// What the clock says in words: beside the digits, else below them, else nowhere.
    pub side: Rect,
}

impl Clock {
    /// As large as so many rows at the top of the area hold, with the words beside it or, where that makes it larger,
    /// below.
    #[must_use]
    pub fn fit(area: Rect, rows: u16, widest: &str) -> Self {
        let words = (SIDE.len() + widest.len()) as u16;
        let below = |size: Size| size.of_sign().columns("+").saturating_add(size.columns(widest)) < area.width;
        let beside = |size: Size| below(size) && Self::lay(area, size, widest, false).side.width >= words;
        let sizes = || (1..=rows).rev().map(Size::Scaled).chain([Size::Small]);
        let largest_beside = sizes().find(|&size| size.rows() <= rows && beside(size));
        let largest_below = sizes().find(|&size| size.rows() < rows && below(size));
        if largest_beside.is_some() && largest_beside >= largest_below {
            let size = largest_beside.unwrap_or(Size::Small);
            return Self::lay(area, size, widest, false);
        }
        match largest_below {
            Some(size) => Self::lay(area, size, widest, true),
            None => Self::lay(area, Size::largest(widest, area.width, rows), widest, false),
        }
    }

    /// In the middle of the first so many rows of the area, as large as they hold, but at least of this size; with nothing
    /// beside it.
    #[must_use]
    pub fn centred(area: Rect, rows: u16, widest: &str, least: Size) -> Self {
        let fits = |size: &Size| {
            let columns = size.of_sign().columns("+").saturating_add(size.columns(widest));
            size.rows() <= rows && columns < area.width
        };
        let size = (1..=rows).rev().map(Size::Scaled).chain([Size::Small]).find(fits).unwrap_or(Size::Plain).max(least);
        let clock = Self::lay(area, size, widest, false);
        // In the middle are the digits, where there is room for the sign before them.
        let free = area.right().saturating_sub(clock.digits.right());
        let left =
            (area.width.saturating_sub(clock.digits.width) / 2).saturating_sub(clock.digits.x - area.x).min(free);
        Self::lay(Rect { x: area.x + left, width: area.width - left, ..area }, size, widest, false)
    }

    fn lay(area: Rect, size: Size, widest: &str, is_below: bool) -> Self {
        let rows = size.rows().min(area.height);
        let digits = size.columns(widest).min(area.width);
        let before = (size.of_sign().columns("+") + 1).min(area.width - digits);
        let after = (before + digits + 2).min(area.width);
        let across = |x: u16, width: u16| Rect { x: area.x + x, width, height: rows, ..area };
        let words = if is_below {
            Rect { y: area.y + rows, height: 1, ..across(before, area.width - before) }
        } else {
            across(after, area.width - after)
        };
        let all = Rect { height: rows + u16::from(is_below), ..area };
        let sign = across(0, before.saturating_sub(1));
        Self { area: all, size, sign, digits: across(before, digits), side: words }
    }

    /// The same clock with its top at another row.
    pub fn at(self, top: u16) -> Self {
        let down = |rect: Rect| Rect { y: rect.y - self.area.y + top, ..rect };
        let [area, sign, digits, side] = [self.area, self.sign, self.digits, self.side].map(down);
        Self { area, sign, digits, side, ..self }
    }
}
