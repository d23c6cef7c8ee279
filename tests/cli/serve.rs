use serde_json::{Value, json};

use crate::bench::Test;

/// With an emoji before the places that are asked about: it is two units of UTF-16, four bytes, one character.
const PACK: &str = r#"format = 1
title = "T"
rating = "general"
words = { place = ["a pier"] }
[[prompt]]
id = "late"
text = "😀 The {host} waits in {place}."
role = [{ name = "host", label = "😀", feeling = "joy -> remourse" }]
"#;

const URI: &str = "file:///packs/tiny.toml";

/// What an editor says, in order.
#[derive(Default)]
struct Session {
    said: Vec<u8>,
    requests: u32,
}

impl Session {
    /// One that is under way, by an editor that can do these things.
    fn begun(capabilities: &Value) -> Self {
        let mut session = Self::default();
        session.ask("initialize", &json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        session.tell("initialized", &json!({}));
        session
    }

    /// One with [`PACK`] open.
    fn open(capabilities: &Value) -> Self {
        let mut session = Self::begun(capabilities);
        let document = json!({ "uri": URI, "languageId": "toml", "version": 1, "text": PACK });
        session.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        session
    }

    fn say(&mut self, body: &str) {
        self.said.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }

    fn ask(&mut self, method: &str, params: &Value) {
        self.requests += 1;
        let id = self.requests;
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
    }

    fn ask_at(&mut self, method: &str, line: u32, character: u32) {
        let position = json!({ "line": line, "character": character });
        self.ask(&format!("textDocument/{method}"), &json!({ "textDocument": { "uri": URI }, "position": position }));
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    fn change(&mut self, version: i32, change: &Value) {
        let document = json!({ "uri": URI, "version": version });
        self.tell("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }));
    }

    /// Ends it as editors do: all that was answered, but for what comes of the end itself.
    fn end(mut self) -> Vec<Value> {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        let (mut answers, code) = self.run();
        assert_eq!((answers.pop().unwrap()["result"].clone(), code), (Value::Null, 0));
        answers
    }

    fn run(self) -> (Vec<Value>, i32) {
        let run = Test::new().stdin(self.said).run(&["pack", "serve"]);
        let mut rest = run.out.as_str();
        let mut answers = Vec::new();
        while let Some((head, body)) = rest.split_once("\r\n\r\n") {
            let (body, after) = body.split_at(head.strip_prefix("Content-Length: ").unwrap().parse().unwrap());
            answers.push(serde_json::from_str(body).unwrap());
            rest = after;
        }
        assert_eq!(rest, "");
        (answers, run.code)
    }
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

#[test]
fn findings_come_as_a_text_is_typed_and_go_when_it_is_closed() {
    let mut session = Session::open(&json!({}));
    session.change(2, &json!({ "range": range(7, 57, 65), "text": "remorse" }));
    session.ask("nothing/here", &Value::Null);
    session.change(1, &json!({ "text": "" }));
    session.change(3, &json!({ "text": "format = 1\ntitle = \"T\"\nrating = \"general\"\n[words]\nx = [\"y\"]\n" }));
    session.tell("textDocument/didClose", &json!({ "textDocument": { "uri": URI } }));
    let answers = session.end();
    let capabilities = &answers[0]["result"]["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    let found: Vec<&Value> = answers.iter().filter(|it| it["method"] == "textDocument/publishDiagnostics").collect();
    let message = "unknown feeling `remourse`\nhelp: did you mean `remorse`?";
    let finding = json!({
        "range": range(7, 57, 65), "severity": 1, "code": "P010", "source": "sidecoach", "message": message
    });
    assert_eq!(found[0]["params"], json!({ "uri": URI, "version": 1, "diagnostics": [finding] }));
    assert_eq!(found[1]["params"], json!({ "uri": URI, "version": 2, "diagnostics": [] }));
    let hint = &found[2]["params"];
    assert_eq!(
        (&hint["version"], &hint["diagnostics"][0]["code"], &hint["diagnostics"][0]["severity"]),
        (&json!(3), &json!("P021"), &json!(4))
    );
    assert_eq!(found[3]["params"], json!({ "uri": URI, "diagnostics": [] }));
    assert_eq!(found.len(), 4);
}

#[test]
fn columns_are_those_the_editor_counts() {
    for (encoding, start) in [("utf-8", 59), ("utf-16", 57), ("utf-32", 56)] {
        let session = Session::open(&json!({ "general": { "positionEncodings": ["utf-7", encoding] } }));
        let answers = session.end();
        assert_eq!(answers[0]["result"]["capabilities"]["positionEncoding"], encoding);
        assert_eq!(answers[1]["params"]["diagnostics"][0]["range"], range(7, start, start + 8), "{encoding}");
    }
}

#[test]
fn a_second_place_comes_along() {
    let mut session = Session::open(&json!({}));
    let twice = "format = 1\ntitle = \"T\"\nrating = \"general\"\n[[prompt]]\nid = \"a\"\ntext = \"A.\"\n[[prompt]]\nid = \"a\"\ntext = \"B.\"\n";
    session.change(2, &json!({ "text": twice }));
    let answers = session.end();
    let related = &answers[2]["params"]["diagnostics"][0]["relatedInformation"];
    let location = json!({ "uri": URI, "range": range(4, 5, 8) });
    assert_eq!(*related, json!([{ "location": location, "message": "first used here" }]));
}

#[test]
fn what_is_asked_about_a_place_is_answered() {
    let mut session = Session::open(&json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    session.ask_at("hover", 6, 33);
    session.ask_at("hover", 5, 7);
    session.ask_at("definition", 6, 33);
    session.ask_at("prepareRename", 6, 17);
    session.ask(
        "textDocument/rename",
        &json!({
            "textDocument": { "uri": URI }, "position": { "line": 6, "character": 17 }, "newName": "owner"
        }),
    );
    session.ask(
        "textDocument/rename",
        &json!({
            "textDocument": { "uri": URI }, "position": { "line": 6, "character": 17 }, "newName": "No Name"
        }),
    );
    session.ask(
        "textDocument/codeAction",
        &json!({
            "textDocument": { "uri": URI }, "range": range(7, 60, 60), "context": { "diagnostics": [] }
        }),
    );
    session.ask(
        "textDocument/codeAction",
        &json!({
            "textDocument": { "uri": URI }, "range": range(1, 0, 0), "context": { "diagnostics": [] }
        }),
    );
    session.ask_at("completion", 7, 59);
    session.ask(
        "textDocument/formatting",
        &json!({
            "textDocument": { "uri": URI }, "options": { "tabSize": 2, "insertSpaces": true }
        }),
    );
    let answers = session.end();
    let result = |id: u32| &answers.iter().find(|answer| answer["id"] == id).unwrap()["result"];
    let list = "word list `place`, 1 word\n\n- a pier";
    assert_eq!(result(2)["contents"], json!({ "kind": "markdown", "value": list }));
    // The prompt has an error, and so no chance.
    assert!(result(3)["contents"]["value"].as_str().unwrap().starts_with("Unique in the pack"));
    assert_eq!(*result(4), json!([{ "uri": URI, "range": range(3, 10, 15) }]));
    assert_eq!(*result(5), json!({ "range": range(6, 16, 20), "placeholder": "host" }));
    let edits = json!([
        { "range": range(6, 16, 20), "newText": "owner" },
        { "range": range(7, 18, 22), "newText": "owner" }
    ]);
    let document = json!({ "uri": URI, "version": 1 });
    assert_eq!(*result(6), json!({ "documentChanges": [{ "textDocument": document, "edits": edits }] }));
    assert_eq!(answers.iter().find(|answer| answer["id"] == 7).unwrap()["error"]["code"], -32803);
    let action = &result(8)[0];
    assert_eq!((&action["title"], &action["kind"]), (&json!("replace with `remorse`"), &json!("quickfix")));
    let edit = json!([{ "range": range(7, 57, 65), "newText": "remorse" }]);
    assert_eq!(action["edit"]["documentChanges"][0]["edits"], edit);
    assert_eq!(*result(9), json!([]));
    let relief = result(10).as_array().unwrap().iter().find(|item| item["label"] == "relief").unwrap();
    assert_eq!(relief["textEdit"], json!({ "range": range(7, 57, 59), "newText": "relief" }));
    assert!(result(11)[0]["newText"].as_str().unwrap().contains("[[prompt]]"), "{}", result(11));
}

#[test]
fn a_prompt_tells_its_chance() {
    let mut session = Session::open(&json!({}));
    session.change(2, &json!({ "text": PACK.replace("remourse", "remorse") }));
    session.ask_at("hover", 5, 7);
    let answers = session.end();
    assert_eq!(
        answers.last().unwrap()["result"]["contents"]["value"],
        "`tiny/late`: 100.00 % on the next draw (1 of 1)\n\nweight 1 × fit 1 × rest 1\n\n> 😀 The host waits in a pier.\n\n> 😀 The host waits in a pier."
    );
}

#[test]
fn what_is_malformed_is_answered_and_not_died_of() {
    let mut session = Session::default();
    session.ask_at("hover", 0, 0);
    session.tell("textDocument/didOpen", &json!({}));
    session.ask("initialize", &json!({ "capabilities": 3 }));
    session.ask("initialize", &json!({ "capabilities": {} }));
    session.ask("initialize", &json!({ "capabilities": {} }));
    session.say("{");
    session.say("[]");
    session.said.extend(b"Content-Length: much\r\n\r\n{}");
    session.ask_at("hover", 0, 0);
    session.ask("textDocument/hover", &json!({ "position": "there" }));
    session.ask("workspace/dance", &Value::Null);
    session.tell("textDocument/didChange", &json!(7));
    session.tell("dance", &json!(null));
    session.tell("textDocument/didClose", &json!({ "textDocument": { "uri": "not open" } }));
    session.ask("shutdown", &Value::Null);
    session.ask_at("hover", 0, 0);
    session.tell("exit", &Value::Null);
    let (answers, code) = session.run();
    let said: Vec<_> = answers.iter().map(|answer| (answer["id"].clone(), answer["error"]["code"].clone())).collect();
    let expected = [
        (json!(1), json!(-32002)),
        (json!(2), json!(-32602)),
        (json!(3), Value::Null),
        (json!(4), json!(-32600)),
        (Value::Null, json!(-32700)),
        (Value::Null, json!(-32600)),
        (Value::Null, json!(-32700)),
        (json!(5), json!(-32602)),
        (json!(6), json!(-32602)),
        (json!(7), json!(-32601)),
        (json!(8), Value::Null),
        (json!(9), json!(-32600)),
    ];
    assert_eq!((said, code), (expected.to_vec(), 0));
}

#[test]
fn an_editor_that_just_goes_is_no_good_end() {
    let gone = "error: the editor went away without saying `shutdown` and `exit`\n";
    Test::new().says(&["pack", "serve"], 1, gone);
    let mut session = Session::default();
    session.tell("exit", &Value::Null);
    Test::new().stdin(session.said).says(&["pack", "serve", "--stdio"], 1, gone);
}
