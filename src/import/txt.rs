//! Plain text: a line a prompt.

use super::draft::{Draft, Losses, PromptDraft, Prompts, escaped};

/// Reads a line a prompt. Blank lines, comments behind `#` and rules such as `---` are passed over; the numbers and
/// bullets of a list are taken off.
pub(super) fn read(text: &str, losses: &mut Losses<'_>) -> Draft {
    let mut prompts = Prompts::default();
    let mut at = 0;
    for line in text.split('\n') {
        let item = without_mark(line.trim());
        if !item.is_empty() && !is_rule(item) && !line.trim().starts_with('#') {
            let start = at + (item.as_ptr() as usize - line.as_ptr() as usize);
            if let Some(item) = losses.sound(start, item) {
                prompts.add(PromptDraft::new(start, escaped(&item)), losses);
            }
        }
        at += line.len() + 1;
    }
    Draft { prompts: prompts.all, ..Draft::default() }
}

/// A line without the bullet or number of its list: `- `, `* `, `• `, `– `, `1. `, `1) ` or `(1) `.
fn without_mark(line: &str) -> &str {
    let bullet = ["-", "*", "•", "–", "—", "+", "·", "‣", "◦"].iter().find_map(|bullet| line.strip_prefix(bullet));
    let number = || {
        let rest = line.strip_prefix('(').unwrap_or(line);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest[digits..].strip_prefix(')').or_else(|| rest[digits..].strip_prefix('.'));
        after.filter(|_| (1..=6).contains(&digits))
    };
    let rest = bullet.or_else(number);
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => line,
    }
}

/// Whether a line only divides others.
fn is_rule(line: &str) -> bool {
    line.chars().all(|c| c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '–' | '—' | '•' | '·'))
}
