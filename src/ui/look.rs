//! How things look: a style for each meaning, in the terminal's own sixteen colours, in a theme's, or in none.
//!
//! Start with [`Look`]. A [`Theme`] other than the terminal's own sets background and text of the whole frame too
//! ([`Look::ground`]), so that what it says of contrast holds.

use ratatui::style::{Color, Modifier, Style};

use crate::pack::words;

words! {
    /// Where colours come from.
    Theme { Terminal "terminal", Dark "dark", Light "light", HighContrast "high-contrast", }
}

/// The styles. Nothing is told by colour alone, so that without colours only emphasis goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Where colours come from.
    pub theme: Theme,
    /// Whether colours are used.
    pub color: bool,
}

/// A theme's colours, each to stand on the ground.
#[derive(Debug)]
struct Palette {
    ground: Color,
    text: Color,
    quiet: Color,
    accent: Color,
    good: Color,
    warning: Color,
    error: Color,
}

const fn rgb(color: u32) -> Color {
    let [_, red, green, blue] = color.to_be_bytes();
    Color::Rgb(red, green, blue)
}

const TERMINAL: Palette = Palette {
    ground: Color::Reset,
    text: Color::Reset,
    quiet: Color::Reset,
    accent: Color::Cyan,
    good: Color::Green,
    warning: Color::Yellow,
    error: Color::Red,
};

const DARK: Palette = Palette {
    ground: rgb(0x16_18_1d),
    text: rgb(0xe8_e6_e3),
    quiet: rgb(0xa2_a6_b0),
    accent: rgb(0x7c_c7_f2),
    good: rgb(0x8f_d6_94),
    warning: rgb(0xf2_c9_4c),
    error: rgb(0xff_8a_80),
};

const LIGHT: Palette = Palette {
    ground: rgb(0xfb_fa_f7),
    text: rgb(0x1c_1c_1e),
    quiet: rgb(0x5a_5d_63),
    accent: rgb(0x00_56_8a),
    good: rgb(0x1f_6b_2a),
    warning: rgb(0x7a_4f_00),
    error: rgb(0xa6_1b_1b),
};

const HIGH_CONTRAST: Palette = Palette {
    ground: rgb(0x00_00_00),
    text: rgb(0xff_ff_ff),
    quiet: rgb(0xd0_d0_d0),
    accent: rgb(0x66_e0_ff),
    good: rgb(0x7d_ff_7d),
    warning: rgb(0xff_e1_4d),
    error: rgb(0xff_a0_a0),
};

impl Look {
    /// Background and text of the whole frame; nothing where they are the terminal's own.
    #[must_use]
    pub fn ground(self) -> Style {
        match self.palette() {
            Some(palette) if self.is_themed() => Style::new().fg(palette.text).bg(palette.ground),
            _ => Style::new(),
        }
    }

    /// What a field is turned in: in the terminal's own colours without any, since each would be a patch of background.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { color: self.color && self.is_themed(), ..self }
    }

    /// What the room reads: the prompt.
    #[must_use]
    pub fn prompt(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What is there but not now: labels, headers, what is planned.
    #[must_use]
    pub fn quiet(self) -> Style {
        // What a terminal makes of dimmed text is its own affair; a theme says how far it goes.
        if self.is_themed() { self.fg(|palette| palette.quiet) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// What is next, and names.
    #[must_use]
    pub fn accent(self) -> Style {
        self.fg(|palette| palette.accent).add_modifier(Modifier::BOLD)
    }

    /// What has come: a cue that is due, a verdict that is good.
    #[must_use]
    pub fn good(self) -> Style {
        self.fg(|palette| palette.good).add_modifier(Modifier::BOLD)
    }

    /// What wants attention.
    #[must_use]
    pub fn warning(self) -> Style {
        self.fg(|palette| palette.warning).add_modifier(Modifier::BOLD)
    }

    /// What went wrong.
    #[must_use]
    pub fn error(self) -> Style {
        self.fg(|palette| palette.error).add_modifier(Modifier::BOLD)
    }

    /// A key's name in the footer.
    #[must_use]
    pub fn key(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// A line that says what just happened.
    #[must_use]
    pub fn notice(self) -> Style {
        self.fg(|palette| palette.accent)
    }

    /// What is selected in a list.
    #[must_use]
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    fn is_themed(self) -> bool {
        self.color && self.theme != Theme::Terminal
    }

    fn palette(self) -> Option<&'static Palette> {
        self.color.then_some(match self.theme {
            Theme::Terminal => &TERMINAL,
            Theme::Dark => &DARK,
            Theme::Light => &LIGHT,
            Theme::HighContrast => &HIGH_CONTRAST,
        })
    }

    fn fg(self, color: impl FnOnce(&Palette) -> Color) -> Style {
        self.palette().map_or_else(Style::new, |palette| Style::new().fg(color(palette)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(red, green, blue) = color else { panic!("{color:?} is the terminal's own") };
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn every_text_stands_out_from_its_ground() {
        for (theme, least) in [(Theme::Dark, 4.5), (Theme::Light, 4.5), (Theme::HighContrast, 7.0)] {
            let look = Look { theme, color: true };
            let ground = look.ground();
            let styles = [
                Look::prompt,
                Look::quiet,
                Look::accent,
                Look::good,
                Look::warning,
                Look::error,
                Look::key,
                Look::notice,
                Look::selected,
            ];
            for style in styles.map(|style| ground.patch(style(look))) {
                let [text, under] = [style.fg, style.bg].map(|color| luminance(color.expect("a colour")));
                let contrast = (text.max(under) + 0.05) / (text.min(under) + 0.05);
                assert!(contrast >= least, "{theme}: {style:?} has {contrast:.2}");
                assert!(!style.add_modifier.contains(Modifier::DIM), "{theme}: dimmed text has no contrast of its own");
            }
        }
    }

    #[test]
    fn themes_go_by_their_words() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_word(theme.word()), Some(*theme));
        }
        assert_eq!(Theme::from_word("solarized"), None);
    }
}
