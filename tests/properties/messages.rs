//! Whatever an editor sends is taken for messages up to its end, and none that is well framed is lost.

use lsp_server::Message;
use sidecoach::cli::serve::wire::{Incoming, next};

pub fn check(bytes: &[u8]) {
    let good = br#"{"jsonrpc":"2.0","id":"last","method":"good"}"#;
    let framed = [b"\r\n\r\nContent-Length: ", good.len().to_string().as_bytes(), b"\r\n\r\n", good].concat();
    let input = [bytes, &framed].concat();
    let mut rest = input.as_slice();
    let mut left = rest.len();
    let mut last = None;
    while let Some(incoming) = next(&mut rest).expect("a slice can be read") {
        assert!(rest.len() < left, "it goes on");
        left = rest.len();
        last = Some(incoming);
    }
    assert!(rest.is_empty(), "all of it was looked at");
    // Whoever announces a length takes what follows, this message too; without one, it is found.
    let announces = String::from_utf8_lossy(bytes).to_ascii_lowercase().contains("content-");
    let is_found = matches!(last, Some(Incoming::Message(Message::Request(good))) if good.method == "good");
    assert!(announces || is_found, "{:?}", String::from_utf8_lossy(bytes));
}
