//! A break of the plan: what it is called, how long it still is, and what comes after it.

use ratatui::buffer::Buffer;
use ratatui::layout::{HorizontalAlignment, Position};
use ratatui::text::Span;

use super::face::Face;
use super::letters::Letters;
use super::plan::{Needs, Plan};
use super::screen::Screen;
use super::text::{put, wrap};

impl Screen<'_> {
    /// What the break is called, if the stage is in one.
    pub fn break_name(&self) -> Option<&str> {
        let plan = self.stage.plan().filter(|_| self.stage.is_in_break())?;
        Some(&plan.block().name)
    }

    /// The screen of a break with nothing on the table. The clock is where that of a scene is.
    pub fn interval(&self, buf: &mut Buffer, face: &Face) -> Option<Position> {
        let window = buf.area;
        let columns = usize::from(Plan::inner(window).width);
        let name = wrap(self.break_name().unwrap_or_default(), columns);
        let next = self.stage.plan().map_or("", |plan| plan.next_name());
        let next = wrap(&format!("next: {next}"), columns);
        let needs = Needs { prompt: name.len() as u16, cast: next.len() as u16, clock: &face.widest };
        let mut plan = Plan::new(window, &needs);
        let letters = Letters::fit(&name.join(" "), plan.prompt.width, plan.room_for_prompt());
        if let Some(letters) = &letters {
            plan.grow_prompt(letters.rows());
        }
        self.header(buf, plan.header);
        self.under_header(buf, plan.trouble);
        match letters {
            Some(letters) => letters.draw(buf, plan.prompt, self.look.prompt(), HorizontalAlignment::Left),
            None => {
                for (row, line) in plan.prompt.rows().zip(name) {
                    put(buf, row, &[Span::styled(line, self.look.prompt())]);
                }
            }
        }
        for (row, line) in plan.cast.rows().zip(next) {
            put(buf, row, &[Span::styled(line, self.look.quiet())]);
        }
        face.draw(buf, &plan.clock);
        let unsaid = face.unsaid(&plan.clock);
        let notice = self.notice_rows(plan.notice, plan.footer, plan.clock.area.bottom(), unsaid);
        self.foot(buf, [plan.trouble, notice, plan.footer], unsaid)
    }
}
