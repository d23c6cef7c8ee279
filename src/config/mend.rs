//! Broken TOML, mended: what is broken takes its own key or header with it and nothing else.
//!
//! Start with [`mend`]. Settings are a line or a few each, so the text is cut where a line begins with a key or a header,
//! and every piece is parsed for itself. What is broken is blanked out, byte for byte, so that places stay true.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, Error};

/// How often the whole is parsed again before all of it counts as broken.
const ROUNDS: usize = 32;

/// The text with everything blanked out that is not TOML, and where and what that was.
pub(super) fn mend(text: &str) -> (Cow<'_, str>, Vec<(usize, String)>) {
    if DeTable::parse(text).is_ok() {
        return (text.into(), Vec::new());
    }
    let pieces = pieces(text);
    let mut mended = text.to_owned();
    let mut faults = Vec::new();
    for piece in &pieces {
        if let Err(e) = DeTable::parse(&text[piece.clone()]) {
            // The end of a piece is the beginning of the next, which is not to blame.
            let at = piece.start + at(&e).min(text[piece.clone()].trim_end().len());
            faults.push((at, e.message().to_owned()));
            // What stands before the line at fault may be whole, and that line something that was never a setting.
            let line = text[..at].rfind('\n').map_or(0, |before| before + 1).max(piece.start);
            let is_whole = DeTable::parse(&text[piece.start..line]).is_ok();
            blank(&mut mended, if is_whole { line } else { piece.start }..piece.end);
        }
    }
    // Each piece is sound now, but two of them may say the same twice.
    for _ in 0..ROUNDS {
        let Err(e) = DeTable::parse(&mended) else { return (mended.into(), faults) };
        let at = at(&e);
        faults.push((at, e.message().to_owned()));
        let piece = pieces[..pieces.partition_point(|piece| piece.start <= at)].last().cloned();
        blank(&mut mended, piece.unwrap_or(0..text.len()));
    }
    let all = 0..text.len();
    blank(&mut mended, all);
    (mended.into(), faults)
}

fn at(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The text cut before every line that begins with a key or a header.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && is_beginning(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn is_beginning(line: &str) -> bool {
    let line = line.trim_start();
    let end = match line.chars().next() {
        Some('[') => return true,
        Some(quote @ ('"' | '\'')) => line[1..].find(quote).map_or(line.len(), |end| end + 2),
        _ => line.find(|c: char| !c.is_ascii_alphanumeric() && !"_-. ".contains(c)).unwrap_or(line.len()),
    };
    end > 0 && line[end..].trim_start().starts_with('=')
}

fn blank(text: &mut String, range: Range<usize>) {
    let blanks: String = text[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range, &blanks);
}
