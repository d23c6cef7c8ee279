//! An editor may ask about any place of any text. The first two bytes of the input are the place.

use sidecoach::pack::read::read;
use sidecoach::pack::slots::WordLists;
use sidecoach::serve::completion::complete;
use sidecoach::serve::hover::hover;
use sidecoach::serve::names::{definitions, renamable, rename};
use sidecoach::serve::outline::scan;
use sidecoach::serve::position::{Encoding, Positions};

pub fn check(bytes: &[u8]) {
    let Some((&[low, high], text)) = bytes.split_first_chunk() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    let place = usize::from(u16::from_le_bytes([low, high]));
    let at = text.floor_char_boundary(place % (text.len() + 1));
    for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
        let positions = Positions::new(text, encoding);
        let offset = positions.offset(lsp_types::Position::new(u32::from(low), u32::from(high)));
        assert!(text.is_char_boundary(offset));
        assert_eq!(positions.offset(positions.position(offset)), offset);
        // A place between the two characters that end a line is the end of that line.
        let is_within_end = text[..at].ends_with('\r') && text[at..].starts_with('\n');
        assert_eq!(positions.offset(positions.position(at)), at - usize::from(is_within_end), "there and back");
    }
    let outline = scan(text);
    assert!(outline.pieces.iter().all(|piece| text.get(piece.range.clone()).is_some()));
    assert!(complete(text, at).iter().all(|choice| text.get(choice.replaces.clone()).is_some()));
    let words = read("pack", text.as_bytes()).0.map_or_else(WordLists::new, |pack| pack.words);
    if let Some((range, _)) = hover(text, at, &words, |id| Some(id.to_owned())) {
        assert!(text.get(range).is_some());
    }
    assert!(definitions(&outline, at).into_iter().all(|range| text.get(range).is_some()));
    let edits = rename(&outline, at, "fresh");
    assert!(renamable(&outline, at).is_some() || edits.as_ref().map_or(true, Vec::is_empty), "{edits:?}");
    let mut end = 0;
    for (range, _) in edits.unwrap_or_default() {
        assert!(end <= range.start && text.get(range.clone()).is_some(), "one after another");
        end = range.end;
    }
}
