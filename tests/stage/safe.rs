//! Whatever players, workshops, prompts and notes are called: no sequence reaches the terminal but the program's own, on any
//! screen and of any command.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::take::{Entry, Workshop};
use uuid::Uuid;

use crate::sample;
use crate::terminal::{Home, Terminal};

/// Sequences that the program never sends itself, in both spellings, and what steers without one.
const EVIL: &str = "\u{1b}[38;5;213;9m\u{1b}]0;zzz\u{7}\u{9b}5;77H\u{1b}P1$r\u{8}\u{7f}\u{202e}\u{2066}";

/// A log in which everything that can have a name has an evil one, and a workshop under way with a prompt on the table.
fn evil() -> Home {
    let mut home = Home::new();
    let folder = home.log().parent().unwrap().to_owned();
    fs::create_dir_all(folder.join("packs")).unwrap();
    let mut entries: Vec<Entry> =
        sample::opening(1).into_iter().chain(sample::played(1)).chain(sample::played(2)).collect();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let (id, name, zone) = (Uuid::from_u128(2), "today".to_owned(), "UTC".to_owned());
    entries.push(Entry::Workshop(Workshop { id, name, started: now, zone, seed: 7 }));
    entries.extend(sample::opening(1).into_iter().skip(1).chain(sample::played(3).into_iter().take(1)));
    if let Some(Entry::Dealt(hand)) = entries.last_mut() {
        hand.drawn_at = now;
    }
    for entry in &mut entries {
        match entry {
            Entry::Workshop(workshop) => workshop.name += EVIL,
            Entry::Arrived { name, .. } => *name += EVIL,
            Entry::Dealt(hand) => {
                hand.text += EVIL;
                for role in &mut hand.roles {
                    role.label += EVIL;
                    role.secret = Some(EVIL.to_owned());
                }
                hand.cast.iter_mut().for_each(|member| member.name += EVIL);
                hand.coach.iter_mut().for_each(|line| line.text += EVIL);
            }
            Entry::Began(take) => take.hand.text += EVIL,
            Entry::Moment { moment, .. } => moment.label = Some(EVIL.to_owned()),
            Entry::Judged { judgement, .. } => {
                judgement.by += EVIL;
                judgement.note = Some(EVIL.to_owned());
            }
            _ => {}
        }
    }
    assert_eq!(write_to(&home.log(), &entries).unwrap(), 0);
    let name = EVIL.replace('/', "");
    fs::write(folder.join("packs").join(format!("{name}.toml")), format!("title = \"{EVIL}\"\n# {EVIL}")).unwrap();
    let escaped = EVIL.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<Vec<_>>().concat();
    let pack = format!(
        "format = 1\ntitle = \"{escaped}\"\nrating = \"general\"\n[[prompt]]\nid = \"a\"\ntext = \"{escaped}\"\n"
    );
    fs::write(folder.join("packs/evil.toml"), pack).unwrap();
    fs::write(home.file("evil.txt"), format!("One{EVIL}.\nTwo.\n")).unwrap();
    home.set("EDITOR", "/bin/true");
    home
}

/// What was written holds nothing of `EVIL` that would do anything.
#[track_caller]
fn clean(bytes: &[u8], what: &str) {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    for (at, _) in text.match_indices('\u{1b}') {
        let rest = &text[at + 1..];
        let is_ours = rest.strip_prefix('[').is_some_and(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && !"?;<>=".contains(c)).unwrap_or(rest.len());
            rest[end..].starts_with(|c: char| "mHJKhlABCDGnctufr".contains(c)) && !rest.starts_with("38;5;213;9")
        });
        assert!(is_ours || rest.starts_with(['7', '8']), "{what}: {:?}", rest.chars().take(30).collect::<String>());
    }
    let odd = |c: char| {
        (c.is_control() && !"\u{1b}\r\n".contains(c)) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.find(odd).map(|at| text[at..].chars().take(30).collect::<String>());
    assert_eq!(found, None, "{what}");
}

/// A way through every screen and question: what is pressed, and what is then there. `PASTE` stands for a pasted [`EVIL`].
/// After an escape the next key waits for what it brought: the two together would be another key.
const TOUR: [(&str, &str); 62] = [
    ("i", "esc close"),
    ("\x1b", "enter call it"),
    ("v", "v next card"),
    ("\x1b", "enter call it"),
    ("C", "esc close"),
    ("\x1b", "enter call it"),
    ("?", "esc close"),
    ("\x1b", "enter call it"),
    ("f", ""),
    ("f", ""),
    ("f", "enter call it"),
    ("\r", "enter begin"),
    ("\r", "enter edit"),
    ("c", "u undo"),
    ("s", "break off   m mark"),
    ("m", "mark"),
    (".\r", "enter go on"),
    ("e", "esc leave"),
    ("\x1b", "enter go on"),
    ("t", "enter keep it"),
    ("PASTE", "zzz"),
    ("\r", "enter go on"),
    ("x", "esc no verdict"),
    ("\r", "enter go on"),
    // Not before they are found is there one to open.
    ("2", "3 takes"),
    ("\r", "esc close"),
    ("\x1b", "enter read"),
    ("j", ""),
    ("t", "enter keep it"),
    ("PASTE", "zzz"),
    ("\r", "[2:takes]"),
    ("/", "enter look"),
    ("PASTE", "zzz"),
    ("\r", "zzz"),
    ("3", "[3:roster]"),
    ("l", "esc drop"),
    ("\t", "tab words"),
    ("PASTE", "zzz"),
    ("\x1b", "a add"),
    ("c", "esc leave it"),
    ("ra", "enter the text"),
    ("\r", "enter signed"),
    ("PASTE", "zzz"),
    ("\r", "a add"),
    ("p", "pinned"),
    ("a", "enter add"),
    ("PASTE", "zzz"),
    ("\r", "a add"),
    ("4", "[4:packs]"),
    ("i", "esc close"),
    ("\x1b", "/ search"),
    ("/", "enter look"),
    ("PASTE", "zzz"),
    ("\r", "zzz"),
    ("5", "[5:report]"),
    ("]", ""),
    ("]", ""),
    ("]", ""),
    ("6", "[6:plan]"),
    ("1", "enter go on"),
    ("o", "enter on the table"),
    ("PASTE", "zzz"),
];

#[test]
fn no_screen_is_steered_by_a_name() {
    let home = evil();
    let mut stage = Terminal::stage(&home, &[]);
    stage.wait_for(&["enter call it"]);
    for (keys, shows) in TOUR {
        stage.step(&keys.replace("PASTE", &format!("\x1b[200~{EVIL}\x1b[201~")), &[shows]);
    }
    stage.press("\r");
    stage.wait_for(&["enter call it"]);
    stage.press("q");
    stage.ended();
    clean(&stage.written(), "the stage");
}

#[test]
fn no_option_of_the_stage_steers_it() {
    let home = evil();
    let named = |name: &str| home.file(&format!("{name}{}", EVIL.replace('/', "")));
    let (plan, log) = (named("plan"), named("nowhere"));
    fs::write(&plan, "format = 1\ntitle = \"Tuesday\"\n[[block]]\nname = \"open\"\nscenes = 6\n").unwrap();
    fs::write(&log, "no log").unwrap();
    for args in [
        &["--new-workshop", "--plan", plan.to_str().unwrap()][..],
        &["--plan", log.to_str().unwrap()],
        &["--log", log.to_str().unwrap(), "--players", "Ana, Ben"],
        &["--config", log.to_str().unwrap()],
        &["--workshop", EVIL],
        &["--players", EVIL],
        &["-p", EVIL],
    ] {
        let mut stage = Terminal::stage(&home, args);
        stage.wait_for_bytes("a word", |bytes| bytes.len() > 20);
        if stage.is_taken() {
            stage.wait_for(&["enter"]);
            stage.press("\r");
            stage.press("q");
            if args[0] == "--log" {
                stage.wait_for(&["or `no` to give it up"]);
                stage.press("no\r");
            }
        }
        stage.ended();
        clean(&stage.written(), &format!("{args:?}"));
    }
}

#[test]
fn no_warm_up_is_steered_by_a_name() {
    let home = evil();
    let folder = home.file(&EVIL.replace('/', ""));
    fs::create_dir(&folder).unwrap();
    let pack = folder.join("alone.toml");
    fs::write(
        &pack,
        "format = 1\ntitle = \"Alone\"\nrating = \"general\"\n[[prompt]]\nid = \"a\"\nkind = \"warm-up\"\ntext = \"You wait.\"\n",
    )
    .unwrap();
    let (pack, ana) = (pack.to_str().unwrap(), format!("Ana{EVIL}"));
    let speak = format!("/nowhere/{EVIL}");
    for how in [&["--players", &ana][..], &["--plain"], &["--plain", "--speak", &speak], &["--speak", &speak]] {
        let args = [&["warmup", "-p", pack, "--count", "1", "--every", "1s", "--no-bell"], how].concat();
        let mut run = Terminal::stage(&home, &args);
        run.wait_for_bytes("a word", |bytes| bytes.len() > 20);
        if !how.contains(&"--players") {
            run.wait_for(&["over"]);
            if run.is_taken() {
                run.press("q");
            }
        }
        run.ended();
        clean(&run.written(), &format!("{args:?}"));
    }
}

#[test]
fn no_command_is_steered_by_a_name() {
    let home = evil();
    let file = |name: &str| home.file(name).to_str().unwrap().to_owned();
    let (list, copy, ana) = (file("evil.txt"), file("copy.toml"), format!("Ana{EVIL}"));
    for args in [
        &["draw", "--players", "Ana, Ben"][..],
        &["draw", "-p", EVIL],
        &["warmup", "-p", EVIL],
        &["completions", EVIL],
        &["man", EVIL],
        &["help", EVIL],
        &["pack", "list"],
        &["pack", "show", "evil"],
        &["pack", "check"],
        &["pack", "check", "--color", "always"],
        &["pack", "fmt", "evil", "--check"],
        &["pack", "odds", "evil"],
        &["pack", "import", &list, "-o", &copy],
        &["pack", "import", &list, "-o", "-"],
        &["pack", "never", &format!("evil/{EVIL}")],
        &["pack", "never"],
        &["pack", "new", EVIL],
        &["pack", "set", "evil/a", "text", EVIL],
        &["pack", "set", &format!("evil/{EVIL}"), "text", "x"],
        &["pack", "retire", "evil/a"],
        &["pack", "edit", EVIL],
        &["pack", "add", EVIL],
        &["pack", "remove", EVIL],
        &["pack", "schema"],
        &["pack", "serve", EVIL],
        &["takes", "list"],
        &["takes", "show", "1"],
        &["takes", "verdict", "1", "hold"],
        &["takes", "note", "1", EVIL],
        &["takes", "undo", "1"],
        &["takes", "cast", "1", &format!("{EVIL}=Ana")],
        &["takes", "judge", "--by", "Chi"],
        &["takes", "judge", "--by", EVIL],
        &["takes", "merge", EVIL],
        &["takes", "import", &list],
        &["takes", "export", "--format", "csv", "-o", "-"],
        &["takes", "export", "--format", "jsonl", "-o", "-", "--for-whom", EVIL],
        &["report"],
        &["report", "--by", "player"],
        &["report", "--by", "workshop"],
        &["report", "--by", "judge"],
        &["report", "--by", "role"],
        &["report", "--by", "feeling"],
        &["player", "list"],
        &["player", "add", EVIL],
        &["player", "lines", &ana],
        &["player", "lines", &ana, EVIL],
        &["player", "consent", &ana],
        &["player", "consent", &ana, "--for", EVIL],
        &["player", "withdraw", &ana],
        &["player", "same", &ana, EVIL],
        &["player", "away", &ana],
        &["player", "back", &ana],
        &["player", "rename", &ana, EVIL],
        &["player", "forget", EVIL],
        &["config", "show"],
        &["config", "path"],
        &["config", "edit"],
        &["plan", "check", &list],
        &["doctor"],
        &["-v", "doctor"],
    ] {
        let mut run = Terminal::start(&home, env!("CARGO_BIN_EXE_sidecoach"), args);
        run.press("\x04");
        run.ended();
        run.wait_for_bytes("an answer", |bytes| !bytes.is_empty());
        clean(&run.written(), &format!("{args:?}"));
    }
}
