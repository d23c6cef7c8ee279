//! `pack serve`: a language server for packs, over standard input and output.
//!
//! Start with [`run`]. One thread reads messages, the other answers them one after another; the findings of a text
//! are sent unless a further change waits already, so that nobody waits for those of a text that is no more. What is answered
//! comes from [`crate::serve`].

mod protocol;
pub mod wire;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;

use clap::Args;
use jiff::Timestamp;
use lsp_server::{ErrorCode, Message, Notification, Request};
use lsp_types as lsp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::booth::packs::stem;
use crate::booth::store::Access;
use crate::booth::store::read::Filter;
use crate::deck::{Company, Deck, Filters};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::pack::format::format;
use crate::pack::read::read;
use crate::pack::{Pack, PromptKey};
use crate::serve::outline::scan;
use crate::serve::position::{Encoding, Positions};
use crate::serve::{completion, hover, names};
use crate::take::Verdict;

use self::wire::Incoming;
use super::Context;
use super::deck::{explained, percent};
use super::odds::reason;
use super::table;

/// How many samples of a prompt are shown.
const SAMPLES: u32 = 2;

/// Options of `pack serve`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example, for an editor to start:
  $ sidecoach pack serve")]
pub struct ServeArgs {
    /// Speak over standard input and output, which is the only way; some editors say so
    #[arg(long)]
    stdio: bool,
}

/// Answers an editor until it says that this is the end.
pub fn run(cx: &Context, _: &ServeArgs) -> Result<(), Error> {
    let (send, incoming) = mpsc::sync_channel(64);
    let reader = move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(next)) = wire::next(&mut input) {
            if send.send(next).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().name("messages".to_owned()).spawn(reader).map_err(Error::Output)?;
    converse(cx, &incoming)
}

/// What a conversation needs of the program around it.
pub trait Room {
    /// Says something to the editor.
    fn say(&self, message: &Value) -> Result<(), Error>;

    /// Notes what goes on, for whoever asked to be told.
    fn note(&self, line: &str);

    /// What there is to know of a prompt beyond its text.
    fn about(&self, pack: &Arc<Pack>, id: &str) -> Option<String>;
}

/// Answers what comes in, up to its end.
pub fn converse(room: &impl Room, incoming: &Receiver<Incoming>) -> Result<(), Error> {
    Server { room, phase: Phase::Fresh, editor: Editor::default(), documents: BTreeMap::new() }.listen(incoming)
}

impl Room for Context {
    fn say(&self, message: &Value) -> Result<(), Error> {
        self.print.frame(message)
    }

    fn note(&self, line: &str) {
        self.print.detail(line);
    }

    /// A prompt's chance on the next draw from this pack alone, and why; how often its takes were usable; samples of it.
    /// Where the log can't be read, it counts as empty.
    fn about(&self, pack: &Arc<Pack>, id: &str) -> Option<String> {
        let store = self.store(Access::Read);
        if let Err(e) = &store {
            self.note(&e.to_string());
        }
        let filters = Filters { ratings: self.settings.ratings.value.clone(), ..Filters::default() };
        let deck = |past| Deck::new(&[Arc::clone(pack)], filters.clone(), Company::default(), past);
        let memory = u32::try_from(deck(Vec::new()).memory()).unwrap_or(u32::MAX);
        let past = store
            .as_ref()
            .ok()
            .and_then(|store| store.past_draws(memory, None, Timestamp::now().as_millisecond()).ok());
        let mut deck = deck(past.unwrap_or_default());
        deck.set_never(self.never());
        let key = PromptKey { pack: pack.name.clone(), id: id.to_owned() };
        let entry = deck.find(&key)?;
        let odds = deck.odds(entry);
        let chance = deck.chance(entry).map_or_else(
            || "never drawn".to_owned(),
            |chance| format!("{} on the next draw ({} of {})", percent(chance), chance.numerator, chance.denominator),
        );
        let out = reason(&deck, entry, None);
        let mut told = format!("`{key}`: {chance}\n\n{}", explained(odds, out.as_deref()));
        let filter = Filter { pack: Some(key.pack), prompt: Some(key.id), ..Filter::default() };
        let takes = store.and_then(|store| Ok(store.takes(&filter)?)).unwrap_or_default();
        let judged = |verdict| takes.iter().filter(|take| !take.rehearsal && take.verdict == Some(verdict)).count();
        let (usable, not) = (judged(Verdict::Usable), judged(Verdict::NotUsable));
        if usable + not > 0 {
            told.extend(["\n\nusable ", &usable.to_string(), " of ", &table::count(usable + not, "judged take")]);
        }
        let samples =
            (1..=SAMPLES).map(|number| deck.fill(entry, 0, number, 0)).take_while(|filled| !filled.used.is_empty());
        told.extend(samples.map(|filled| format!("\n\n> {}", hover::plain(&filled.text))));
        Some(told)
    }
}

/// How far the conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody has said `initialize` yet.
    Fresh,
    Open,
    /// `shutdown` was said, and only `exit` is left.
    Closing,
}

/// What the editor can do.
#[derive(Debug, Clone, Copy, Default)]
struct Editor {
    encoding: Encoding,
    /// It takes edits with the version that they are for.
    versions: bool,
}

struct Server<'a, R> {
    room: &'a R,
    phase: Phase,
    editor: Editor,
    /// By their address.
    documents: BTreeMap<String, Document>,
}

/// An open text.
struct Document {
    uri: lsp::Uri,
    version: i32,
    text: String,
    /// Whether its findings are still to be sent.
    is_changed: bool,
}

/// Why a request gets no answer.
struct Refusal {
    code: ErrorCode,
    why: String,
}

impl Refusal {
    fn new(code: ErrorCode, why: impl Into<String>) -> Self {
        Self { code, why: why.into() }
    }
}

impl Document {
    /// The name of the pack that the text would be.
    fn name(&self) -> String {
        let is_file = self.uri.scheme().is_some_and(|scheme| scheme.as_str() == "file");
        let last = self.uri.path().segments().next_back().map(|name| name.decode().into_string_lossy().into_owned());
        let name = last.filter(|_| is_file).map(|name| stem(Path::new(&name)));
        name.unwrap_or_else(|| "untitled".to_owned())
    }

    fn pack(&self) -> Option<Pack> {
        read(&self.name(), self.text.as_bytes()).0
    }
}

impl<R: Room> Server<'_, R> {
    fn listen(&mut self, incoming: &Receiver<Incoming>) -> Result<(), Error> {
        loop {
            let next = incoming.try_recv();
            if !next.as_ref().is_ok_and(is_change) {
                self.publish()?;
            }
            let next = if matches!(next, Err(TryRecvError::Empty)) { incoming.recv().ok() } else { next.ok() };
            match next {
                None => return Err(Error::EditorGone),
                Some(Incoming::Malformed { id, code, why }) => self.refuse(&id, &Refusal::new(code, why))?,
                Some(Incoming::Message(Message::Response(_))) => {}
                Some(Incoming::Message(Message::Notification(exit))) if exit.method == "exit" => {
                    return if self.phase == Phase::Closing { Ok(()) } else { Err(Error::EditorGone) };
                }
                Some(Incoming::Message(Message::Notification(told))) => self.told(told)?,
                Some(Incoming::Message(Message::Request(asked))) => self.asked(asked)?,
            }
        }
    }

    fn asked(&mut self, Request { id, method, params }: Request) -> Result<(), Error> {
        self.room.note(&format!("asked for {method}"));
        match self.answer(&method, params) {
            Ok(result) => self.room.say(&json!({ "jsonrpc": "2.0", "id": id, "result": result })),
            Err(refusal) => self.refuse(&id, &refusal),
        }
    }

    fn refuse(&self, id: &impl Serialize, Refusal { code, why }: &Refusal) -> Result<(), Error> {
        self.room.note(&format!("refused: {why}"));
        let error = json!({ "code": *code as i32, "message": why });
        self.room.say(&json!({ "jsonrpc": "2.0", "id": id, "error": error }))
    }

    fn answer(&mut self, method: &str, given: Value) -> Result<Value, Refusal> {
        match (self.phase, method) {
            (Phase::Fresh, "initialize") => return self.initialize(given),
            (Phase::Fresh, _) => return Err(Refusal::new(ErrorCode::ServerNotInitialized, "say `initialize` first")),
            (Phase::Open, "shutdown") => {
                self.phase = Phase::Closing;
                return Ok(Value::Null);
            }
            (Phase::Open, "initialize") => return Err(Refusal::new(ErrorCode::InvalidRequest, "it was said already")),
            (Phase::Open, _) => {}
            (Phase::Closing, _) => return Err(Refusal::new(ErrorCode::InvalidRequest, "only `exit` is left to say")),
        }
        match method {
            "textDocument/completion" => self.completion(&params(given)?).map(|it| json!(it)),
            "textDocument/hover" => self.hover(&params(given)?).map(|it| json!(it)),
            "textDocument/definition" => self.definition(&params(given)?).map(|it| json!(it)),
            "textDocument/prepareRename" => self.prepare_rename(&params(given)?).map(|it| json!(it)),
            "textDocument/rename" => self.rename(&params(given)?).map(|it| json!(it)),
            "textDocument/codeAction" => self.code_actions(&params(given)?).map(|it| json!(it)),
            "textDocument/formatting" => self.formatting(&params(given)?).map(|it| json!(it)),
            _ => Err(Refusal::new(ErrorCode::MethodNotFound, format!("there is no method `{method}`"))),
        }
    }

    fn initialize(&mut self, given: Value) -> Result<Value, Refusal> {
        let lsp::ClientCapabilities { general, workspace, .. } = params::<lsp::InitializeParams>(given)?.capabilities;
        let offered = general.and_then(|general| general.position_encodings).unwrap_or_default();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit);
        let versions = edits.and_then(|edits| edits.document_changes).unwrap_or(false);
        self.editor = Editor { encoding: Encoding::agreed(&offered), versions };
        self.phase = Phase::Open;
        let info = json!({ "name": "sidecoach", "version": env!("CARGO_PKG_VERSION") });
        Ok(json!({ "capabilities": protocol::capabilities(self.editor.encoding), "serverInfo": info }))
    }

    /// Takes note of what the editor says. What can't be understood is passed over: there is nobody to answer to.
    fn told(&mut self, Notification { method, params: given }: Notification) -> Result<(), Error> {
        let done = match (self.phase, method.as_str()) {
            (Phase::Open, "textDocument/didOpen") => params(given).map(|opened| self.opened(opened)),
            (Phase::Open, "textDocument/didChange") => params(given).and_then(|changed| self.changed(changed)).map(Ok),
            (Phase::Open, "textDocument/didClose") => params(given).map(|closed| self.closed(&closed)),
            _ => Ok(Ok(())),
        };
        done.unwrap_or_else(|Refusal { why, .. }| {
            self.room.note(&format!("{method} is passed over: {why}"));
            Ok(())
        })
    }

    fn opened(&mut self, opened: lsp::DidOpenTextDocumentParams) -> Result<(), Error> {
        let lsp::TextDocumentItem { uri, version, text, .. } = opened.text_document;
        let document = Document { uri, version, text, is_changed: true };
        self.documents.insert(document.uri.as_str().to_owned(), document);
        self.publish()
    }

    fn changed(&mut self, changed: lsp::DidChangeTextDocumentParams) -> Result<(), Refusal> {
        let encoding = self.editor.encoding;
        let lsp::VersionedTextDocumentIdentifier { uri, version } = changed.text_document;
        self.document(&uri)?;
        let Some(document) = self.documents.get_mut(uri.as_str()) else { return Ok(()) };
        if version < document.version {
            return Err(Refusal::new(
                ErrorCode::InvalidParams,
                format!("version {version} is older than what is here"),
            ));
        }
        for change in changed.content_changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let bytes = Positions::new(&document.text, encoding).bytes(range);
                    document.text.replace_range(bytes, &change.text);
                }
            }
        }
        document.version = version;
        document.is_changed = true;
        Ok(())
    }

    /// Forgets a text and takes its findings away.
    fn closed(&mut self, closed: &lsp::DidCloseTextDocumentParams) -> Result<(), Error> {
        let uri = &closed.text_document.uri;
        if self.documents.remove(uri.as_str()).is_none() {
            return Ok(());
        }
        self.notify(
            "textDocument/publishDiagnostics",
            &lsp::PublishDiagnosticsParams::new(uri.clone(), Vec::new(), None),
        )
    }

    /// Sends the findings of every text that has changed.
    fn publish(&mut self) -> Result<(), Error> {
        let mut found = Vec::new();
        for document in self.documents.values_mut().filter(|document| document.is_changed) {
            document.is_changed = false;
            let positions = Positions::new(&document.text, self.editor.encoding);
            let findings = read(&document.name(), document.text.as_bytes()).1;
            let findings = findings.iter().map(|finding| protocol::diagnostic(finding, &document.uri, &positions));
            let (uri, version) = (document.uri.clone(), Some(document.version));
            found.push(lsp::PublishDiagnosticsParams::new(uri, findings.collect(), version));
        }
        found.iter().try_for_each(|found| self.notify("textDocument/publishDiagnostics", found))
    }

    fn notify(&self, method: &str, params: &impl Serialize) -> Result<(), Error> {
        self.room.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn document(&self, uri: &lsp::Uri) -> Result<&Document, Refusal> {
        let not_open = || Refusal::new(ErrorCode::InvalidParams, format!("{} is not open", uri.as_str()));
        self.documents.get(uri.as_str()).ok_or_else(not_open)
    }

    /// An open text, its positions, and the offset that is asked about.
    fn place(&self, at: &lsp::TextDocumentPositionParams) -> Result<(&Document, Positions<'_>, usize), Refusal> {
        let document = self.document(&at.text_document.uri)?;
        let positions = Positions::new(&document.text, self.editor.encoding);
        let offset = positions.offset(at.position);
        Ok((document, positions, offset))
    }

    fn completion(&self, asked: &lsp::CompletionParams) -> Result<Vec<lsp::CompletionItem>, Refusal> {
        let (document, positions, offset) = self.place(&asked.text_document_position)?;
        let choices = completion::complete(&document.text, offset);
        Ok(choices.into_iter().enumerate().map(|(at, choice)| protocol::item(at, choice, &positions)).collect())
    }

    fn hover(&self, asked: &lsp::HoverParams) -> Result<Option<lsp::Hover>, Refusal> {
        let (document, positions, offset) = self.place(&asked.text_document_position_params)?;
        let pack = document.pack().map(Arc::new);
        let words = pack.as_ref().map(|pack| pack.words.clone()).unwrap_or_default();
        let told = hover::hover(&document.text, offset, &words, |id| self.room.about(pack.as_ref()?, id));
        Ok(told.map(|(range, told)| protocol::hover(told, positions.range(&range))))
    }

    fn definition(&self, asked: &lsp::GotoDefinitionParams) -> Result<Vec<lsp::Location>, Refusal> {
        let (document, positions, offset) = self.place(&asked.text_document_position_params)?;
        let found = names::definitions(&scan(&document.text), offset);
        Ok(found.iter().map(|range| lsp::Location::new(document.uri.clone(), positions.range(range))).collect())
    }

    fn prepare_rename(&self, asked: &lsp::TextDocumentPositionParams) -> Result<Option<Value>, Refusal> {
        let (document, positions, offset) = self.place(asked)?;
        let named = names::renamable(&scan(&document.text), offset);
        let shape =
            |range: Range<usize>| json!({ "range": positions.range(&range), "placeholder": &document.text[range] });
        Ok(named.map(shape))
    }

    fn rename(&self, asked: &lsp::RenameParams) -> Result<Value, Refusal> {
        let (document, positions, offset) = self.place(&asked.text_document_position)?;
        let edits = names::rename(&scan(&document.text), offset, &asked.new_name)
            .map_err(|why| Refusal::new(ErrorCode::RequestFailed, why))?;
        let edits = edits.into_iter().map(|(range, text)| lsp::TextEdit::new(positions.range(&range), text));
        Ok(self.edit(document, &edits.collect::<Vec<_>>()))
    }

    fn code_actions(&self, asked: &lsp::CodeActionParams) -> Result<Vec<Value>, Refusal> {
        let document = self.document(&asked.text_document.uri)?;
        let is_wanted = |kind: &lsp::CodeActionKind| kind.as_str().is_empty() || *kind == lsp::CodeActionKind::QUICKFIX;
        if asked.context.only.as_ref().is_some_and(|only| !only.iter().any(is_wanted)) {
            return Ok(Vec::new());
        }
        let positions = Positions::new(&document.text, self.editor.encoding);
        let range = positions.bytes(asked.range);
        let findings = read(&document.name(), document.text.as_bytes()).1;
        let meets = |finding: &&Diagnostic| finding.span.start <= range.end && range.start <= finding.span.end;
        let action = |finding: &Diagnostic| {
            let fix = finding.fix.as_ref()?;
            let edit = lsp::TextEdit::new(positions.range(&finding.span), fix.clone());
            Some(json!({
                "title": format!("replace with `{}`", fix.trim_matches('"')),
                "kind": lsp::CodeActionKind::QUICKFIX,
                "diagnostics": [protocol::diagnostic(finding, &document.uri, &positions)],
                "isPreferred": true,
                "edit": self.edit(document, &[edit]),
            }))
        };
        Ok(findings.iter().filter(meets).filter_map(action).collect())
    }

    /// The text in the one layout; of a text that is no TOML, which its findings say, nothing.
    fn formatting(&self, asked: &lsp::DocumentFormattingParams) -> Result<Vec<lsp::TextEdit>, Refusal> {
        let document = self.document(&asked.text_document.uri)?;
        let Ok(formatted) = format(&document.text) else { return Ok(Vec::new()) };
        let positions = Positions::new(&document.text, self.editor.encoding);
        let edit = changed_lines(&document.text, &formatted);
        Ok(edit.map(|(range, text)| lsp::TextEdit::new(positions.range(&range), text.to_owned())).into_iter().collect())
    }

    /// A change to an open text, for its version if the editor minds.
    fn edit(&self, document: &Document, edits: &[lsp::TextEdit]) -> Value {
        if self.editor.versions {
            let text_document = json!({ "uri": document.uri, "version": document.version });
            json!({ "documentChanges": [{ "textDocument": text_document, "edits": edits }] })
        } else {
            json!({ "changes": { document.uri.as_str(): edits } })
        }
    }
}

/// Whether it changes a text, so that the findings of the text as it is need not be sent.
fn is_change(next: &Incoming) -> bool {
    matches!(next, Incoming::Message(Message::Notification(told)) if told.method == "textDocument/didChange")
}

/// What a request brings.
fn params<T: DeserializeOwned>(given: Value) -> Result<T, Refusal> {
    serde_json::from_value(given).map_err(|e| Refusal::new(ErrorCode::InvalidParams, e.to_string()))
}

/// The lines from the first to the last that differ, and what stands in their place; `None` where none differ.
fn changed_lines<'n>(old: &str, new: &'n str) -> Option<(Range<usize>, &'n str)> {
    let common = |pairs: &mut dyn Iterator<Item = (&str, &str)>| {
        pairs.take_while(|(old, new)| old == new).map(|(line, _)| line.len()).sum::<usize>()
    };
    if old == new {
        return None;
    }
    let (old_lines, new_lines) = (|| old.split_inclusive('\n'), || new.split_inclusive('\n'));
    let start = common(&mut old_lines().zip(new_lines()));
    let rest = old.len().min(new.len()) - start;
    let end = common(&mut old_lines().rev().zip(new_lines().rev()));
    let end = if end <= rest { end } else { 0 };
    Some((start..old.len() - end, &new[start..new.len() - end]))
}
