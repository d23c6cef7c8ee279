//! Messages as they come in: framed by their length in bytes, and never trusted to be.
//!
//! Start with [`next`]. `lsp_server`'s own connection ends at the first message that is malformed; here such a message is
//! told apart from the end of the input, so that it can be answered, and what follows it is found again.

use std::io::{self, BufRead, Read};

use lsp_server::{ErrorCode, Message};
use serde_json::Value;

use crate::pack::read::MAX_BYTES;

/// The longest message in bytes: a pack of the longest size, with room for every character to be escaped.
const LONGEST: u64 = 6 * MAX_BYTES;

/// The longest line of a header that is looked at in one piece.
const LINE: u64 = 8192;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none.
    Malformed {
        /// Its id, or `null` where it has none that could be read.
        id: Value,
        /// What sort of fault it is.
        code: ErrorCode,
        /// What is wrong, in a sentence.
        why: String,
    },
}

/// The next message, or `None` at the end of the input.
pub fn next(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let malformed = |id, code, why: &str| Ok(Some(Incoming::Malformed { id, code, why: why.to_owned() }));
    let mut header = Header::Missing;
    let length = loop {
        let mut line = Vec::new();
        if input.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim().is_empty(), header) {
            (false, _) => header = header.and(&line),
            // Nothing but line breaks between two messages.
            (true, Header::Missing) => {}
            (true, Header::Length(length)) => break Some(length),
            (true, Header::Wrong) => break None,
        }
    };
    let Some(length) = length.filter(|&length| length <= LONGEST) else {
        return malformed(Value::Null, ErrorCode::ParseError, "`Content-Length` is no length, or too long a one");
    };
    let mut body = Vec::new();
    if input.by_ref().take(length).read_to_end(&mut body)? < length as usize {
        return Ok(None);
    }
    let value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(e) => return malformed(Value::Null, ErrorCode::ParseError, &format!("the message is no JSON: {e}")),
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned().unwrap_or_default();
    match serde_json::from_value(value) {
        // With an id of a sort that is not known, a request reads as a notification, and nobody would answer it.
        Ok(message) if id.is_null() || !matches!(message, Message::Notification(_)) => {
            Ok(Some(Incoming::Message(message)))
        }
        _ => malformed(id, ErrorCode::InvalidRequest, "the message is no request, notification or response"),
    }
}

/// What the header of a message has said of its length so far.
#[derive(Debug, Clone, Copy)]
enum Header {
    Missing,
    Wrong,
    Length(u64),
}

impl Header {
    /// With one more line. Where the message before was not framed well, the header stands at the end of its rest.
    fn and(self, line: &str) -> Self {
        let Some(at) = line.to_ascii_lowercase().rfind("content-length:") else { return self };
        line[at + "content-length:".len()..].trim().parse().map_or(Self::Wrong, Self::Length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<String> {
        let shown = |incoming| match incoming {
            Incoming::Message(Message::Request(request)) => request.method,
            Incoming::Message(message) => format!("{message:?}"),
            Incoming::Malformed { id, code, .. } => format!("{code:?} {id}"),
        };
        std::iter::from_fn(|| next(&mut input).expect("a slice can be read")).map(shown).collect()
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_is_malformed_is_told_and_the_next_message_found() {
        let good = framed(r#"{"jsonrpc":"2.0","id":1,"method":"good"}"#);
        for (bad, told) in [
            (framed("{"), "ParseError null"),
            (framed(""), "ParseError null"),
            (framed(&"[".repeat(5000)), "ParseError null"),
            (framed("[]"), "InvalidRequest null"),
            (framed(r#"{"id":"a"}"#), "InvalidRequest \"a\""),
            (framed(r#"{"id":7.5,"method":"x"}"#), "InvalidRequest 7.5"),
            ("Content-Length: ten\r\n\r\n{}".to_owned(), "ParseError null"),
            ("Content-Length: -1\r\n\r\n".to_owned(), "ParseError null"),
            ("Content-Length: 99999999999999\r\n\r\n{\"a\":1}".to_owned(), "ParseError null"),
            ("Content-Length: 99999999999999999999999\r\n\r\n".to_owned(), "ParseError null"),
        ] {
            assert_eq!(all((bad.clone() + &good).as_bytes()), [told, "good"], "{bad}");
        }
        for skipped in ["\r\n\r\n", "who is there\r\n", "Content-Type: utf-8\r\n", "content-length: 3\nCONTENT-"] {
            let good = if skipped.ends_with('-') { good.trim_start_matches("Content-") } else { &good };
            assert_eq!(all((skipped.to_owned() + good).as_bytes()), ["good"], "{skipped}");
        }
        assert_eq!(all(&good.as_bytes()[..good.len() - 1]), [""; 0]);
        assert_eq!(all(b"Content-Length: 3\r\n\r\n\xff\xff\xff"), ["ParseError null"]);
    }
}
