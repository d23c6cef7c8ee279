//! Whatever an editor says: each request has one answer, in order, and the texts are those that the editor has.
//!
//! The input is what is said, with a byte that is in no text, [`BETWEEN`], between one thing and the next. The first byte of each says what it is, the
//! four after it a range, and the rest is a text; see [`said`].

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, mpsc};

use lsp_server::Message;
use lsp_types::{DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Position};
use serde_json::{Value, json};
use sidecoach::cli::serve::wire::{Incoming, next};
use sidecoach::cli::serve::{Room, converse};
use sidecoach::error::Error;
use sidecoach::pack::Pack;
use sidecoach::pack::format::format;
use sidecoach::pack::read::read;

const URI: &str = "file:///packs/pack.toml";

pub const BETWEEN: u8 = 0xff;

pub fn check(bytes: &[u8]) {
    let begin = json!({ "capabilities": { "workspace": { "workspaceEdit": { "documentChanges": true } } } });
    let mut input = asked(0, "initialize", &begin);
    for (at, thing) in bytes.split(|&byte| byte == BETWEEN).enumerate() {
        input.extend(said(at as i32 + 1, thing));
    }
    input.extend(b"\r\n\r\n");
    for (id, method) in [(-1, "textDocument/formatting"), (-2, "shutdown")] {
        input.extend(asked(id, method, &json!({ "textDocument": { "uri": URI }, "options": {} })));
    }
    input.extend(framed(&json!({ "method": "exit" }).to_string()));
    holds(&input);
}

/// What an editor sends to say this.
fn said(id: i32, thing: &[u8]) -> Vec<u8> {
    let Some((&[what, a, b, c, d], text)) = thing.split_first_chunk() else { return thing.to_vec() };
    let text = String::from_utf8_lossy(text);
    let [start, end] = [(a, b), (c, d)].map(|(line, character)| json!({ "line": line, "character": character }));
    let (range, document) = (json!({ "start": start, "end": end }), json!({ "uri": URI, "version": id }));
    let tell = |method: &str, params: &Value| framed(&json!({ "method": method, "params": params }).to_string());
    let ask = |method: &str| {
        let params = json!({
            "textDocument": document, "position": start, "range": range, "newName": text, "options": {},
            "context": { "diagnostics": [] }
        });
        asked(id, method, &params)
    };
    match what {
        b'o' => {
            let document = json!({ "uri": URI, "languageId": "toml", "version": id, "text": text });
            tell("textDocument/didOpen", &json!({ "textDocument": document }))
        }
        b'c' => {
            let change = json!({ "range": range, "text": text });
            tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }))
        }
        b'w' => {
            let change = json!({ "text": text });
            tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }))
        }
        b'x' => tell("textDocument/didClose", &json!({ "textDocument": document })),
        b'p' => ask("textDocument/completion"),
        b'h' => ask("textDocument/hover"),
        b'd' => ask("textDocument/definition"),
        b'q' => ask("textDocument/prepareRename"),
        b'r' => ask("textDocument/rename"),
        b'a' => ask("textDocument/codeAction"),
        b'f' => ask("textDocument/formatting"),
        b'm' => ask(&text),
        b'{' => framed(&String::from_utf8_lossy(thing)),
        _ => thing.to_vec(),
    }
}

fn asked(id: i32, method: &str, params: &Value) -> Vec<u8> {
    framed(&json!({ "id": id, "method": method, "params": params }).to_string())
}

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Keeps what is said to the editor.
#[derive(Default)]
struct Heard(RefCell<Vec<Value>>);

impl Room for Heard {
    fn say(&self, message: &Value) -> Result<(), Error> {
        self.0.borrow_mut().push(message.clone());
        Ok(())
    }

    fn note(&self, _: &str) {}

    fn about(&self, _: &Arc<Pack>, id: &str) -> Option<String> {
        Some(id.to_owned())
    }
}

fn holds(mut input: &[u8]) {
    let (send, incoming) = mpsc::channel();
    let mut expected = Editor::default();
    while let Some(next) = next(&mut input).expect("a slice can be read") {
        expected.says(&next);
        send.send(next).expect("a receiver");
    }
    drop(send);
    let heard = Heard::default();
    let end = converse(&heard, &incoming);
    assert_eq!(end.is_ok(), expected.has_ended == Some(true), "{end:?}");

    let mut told = BTreeMap::new();
    let mut answers = Vec::new();
    let mut formatted = None;
    for message in heard.0.into_inner() {
        assert_eq!(message["jsonrpc"], "2.0");
        ranges(&message);
        if let Some(id) = message.get("id") {
            assert!(message.get("result").is_some() != message.get("error").is_some(), "{message}");
            answers.push(id.clone());
            if *id == -1 {
                formatted = message.get("result").cloned();
            }
        } else {
            assert_eq!(message["method"], "textDocument/publishDiagnostics");
            let found = message["params"]["diagnostics"].as_array().expect("a list");
            let codes: Vec<_> =
                found.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect();
            told.insert(message["params"]["uri"].as_str().expect("an address").to_owned(), codes);
        }
    }
    assert_eq!(answers, expected.asked, "each request has its answer");
    if end.is_err() || !answers.ends_with(&[json!(-1), json!(-2)]) {
        return;
    }
    for (uri, (_, text)) in &expected.open {
        let found: Vec<_> = read("pack", text.as_bytes()).1.iter().map(|it| it.code.as_str().to_owned()).collect();
        assert_eq!(told.get(uri), Some(&found), "{text:?}");
    }
    assert!(told.iter().all(|(uri, found)| found.is_empty() || expected.open.contains_key(uri)), "{told:?}");
    if let (Some(edits), Some((_, text))) = (formatted, expected.open.get(URI)) {
        let mut text = text.clone();
        for edit in edits.as_array().expect("a list") {
            let at = |end: &str| offset(&text, serde_json::from_value(edit["range"][end].clone()).expect("a place"));
            text.replace_range(at("start")..at("end"), edit["newText"].as_str().expect("a text"));
        }
        let made = format(&expected.open[URI].1).unwrap_or_else(|_| expected.open[URI].1.clone());
        assert_eq!(text, made);
    }
}

/// Wherever there is a range, it does not end before it starts.
fn ranges(message: &Value) {
    if let (Some(start), Some(end)) = (message.get("start"), message.get("end")) {
        let place = |at: &Value| (at["line"].as_u64(), at["character"].as_u64());
        assert!(place(start) <= place(end), "{message}");
    }
    message.as_array().into_iter().flatten().for_each(ranges);
    message.as_object().into_iter().flat_map(|object| object.values()).for_each(ranges);
}

/// What an editor knows of a conversation.
#[derive(Default)]
struct Editor {
    /// The ids of its requests.
    asked: Vec<Value>,
    has_begun: bool,
    is_closing: bool,
    /// Set at the end, to whether it is a good one.
    has_ended: Option<bool>,
    /// The open texts by address, each with its version.
    open: BTreeMap<String, (i32, String)>,
}

impl Editor {
    fn says(&mut self, incoming: &Incoming) {
        if self.has_ended.is_some() {
            return;
        }
        match incoming {
            Incoming::Malformed { id, .. } => self.asked.push(id.clone()),
            Incoming::Message(Message::Request(request)) => {
                self.asked.push(json!(request.id));
                self.has_begun |= request.method == "initialize";
                self.is_closing |= request.method == "shutdown" && self.has_begun;
            }
            Incoming::Message(Message::Notification(told)) if told.method == "exit" => {
                self.has_ended = Some(self.is_closing);
            }
            Incoming::Message(Message::Notification(told)) if !self.is_closing => {
                self.tells(&told.method, told.params.clone());
            }
            Incoming::Message(_) => {}
        }
    }

    fn tells(&mut self, method: &str, params: Value) {
        match method {
            "textDocument/didOpen" => {
                let Ok(DidOpenTextDocumentParams { text_document: it }) = serde_json::from_value(params) else {
                    return;
                };
                self.open.insert(it.uri.as_str().to_owned(), (it.version, it.text));
            }
            "textDocument/didChange" => {
                let Ok(DidChangeTextDocumentParams { text_document: it, content_changes }) =
                    serde_json::from_value(params)
                else {
                    return;
                };
                let Some((version, text)) = self.open.get_mut(it.uri.as_str()) else { return };
                if it.version < *version {
                    return;
                }
                *version = it.version;
                for change in content_changes {
                    let range = change.range.map_or(0..text.len(), |range| {
                        let start = offset(text, range.start);
                        start..offset(text, range.end).max(start)
                    });
                    text.replace_range(range, &change.text);
                }
            }
            "textDocument/didClose" => {
                let Ok(DidCloseTextDocumentParams { text_document: it }) = serde_json::from_value(params) else {
                    return;
                };
                self.open.remove(it.uri.as_str());
            }
            _ => {}
        }
    }
}

/// Where this is, counted in units of UTF-16.
fn offset(text: &str, at: Position) -> usize {
    let mut chars = text.char_indices().peekable();
    let (mut line, mut column) = (0, 0);
    while let Some((offset, c)) = chars.next() {
        let is_end = c == '\n' || c == '\r';
        if line == at.line && (column >= at.character || is_end) {
            return offset;
        }
        column += c.len_utf16() as u32;
        if line == at.line && column > at.character {
            return offset;
        }
        if is_end && !(c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n')) {
            (line, column) = (line + 1, 0);
        }
    }
    text.len()
}
