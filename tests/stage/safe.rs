//! Whatever players, workshops, prompts and notes are called: no sequence reaches the terminal but the program's own, on any
//! screen and of any command.

use std::fs;

use sidecoach::booth::store::elsewhere::write_to;
use sidecoach::take::Entry;

use crate::sample;
use crate::terminal::{Home, Terminal};

/// Sequences that the program never sends itself, in both spellings, and what steers without one.
const EVIL: &str = "\u{1b}[38;5;213;9m\u{1b}]0;zzz\u{7}\u{9b}5;77H\u{1b}P1$r\u{8}\u{7f}\u{202e}\u{2066}";

/// A log in which everything that can have a name has an evil one.
fn evil() -> Home {
    let mut home = Home::new();
    let folder = home.log().parent().unwrap().to_owned();
    fs::create_dir_all(folder.join("packs")).unwrap();
    let mut entries: Vec<Entry> =
        sample::opening(1).into_iter().chain(sample::played(1)).chain(sample::played(2)).collect();
    for entry in &mut entries {
        match entry {
            Entry::Workshop(workshop) => workshop.name += EVIL,
            Entry::Arrived { name, .. } => *name += EVIL,
            Entry::Dealt(hand) => {
                hand.text += EVIL;
                hand.roles.iter_mut().for_each(|role| role.label += EVIL);
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

#[test]
fn no_screen_is_steered_by_a_name() {
    let home = evil();
    let mut stage = Terminal::stage(&home, &["--new-workshop"]);
    let press = |stage: &mut Terminal, keys: &str, shows: &[&str]| {
        let before = stage.screen();
        stage.press(keys);
        stage.wait_until(&format!("{shows:?} after {keys:?}"), |screen| {
            screen != before && shows.iter().all(|text| screen.contains(text))
        });
    };
    stage.wait_for(&["enter draw"]);
    press(&mut stage, "\r", &["enter call it"]);
    press(&mut stage, "i", &["esc close"]);
    press(&mut stage, "\x1b", &["enter call it"]);
    press(&mut stage, "2", &["An apology"]);
    press(&mut stage, "\r", &["esc close"]);
    press(&mut stage, "\x1b", &["An apology"]);
    press(&mut stage, "3", &["Ana"]);
    press(&mut stage, "4", &["[4 packs]"]);
    press(&mut stage, "5", &["turns/late"]);
    press(&mut stage, "f", &[]);
    press(&mut stage, "1", &["enter call it"]);
    press(&mut stage, "?", &["esc close"]);
    press(&mut stage, "\x1b", &["enter call it"]);
    stage.press("q");
    stage.ended();
    clean(&stage.written(), "the stage");
}

#[test]
fn no_command_is_steered_by_a_name() {
    let home = evil();
    let file = |name: &str| home.file(name).to_str().unwrap().to_owned();
    let (list, copy, ana) = (file("evil.txt"), file("copy.toml"), format!("Ana{EVIL}"));
    for args in [
        &["draw", "--players", "Ana, Ben"][..],
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
        &["takes", "list"],
        &["takes", "show", "1"],
        &["takes", "verdict", "1", "hold"],
        &["takes", "note", "1", EVIL],
        &["takes", "undo", "1"],
        &["takes", "cast", "1", &format!("{EVIL}=Ana")],
        &["takes", "merge", EVIL],
        &["takes", "import", &list],
        &["takes", "export", "--format", "csv", "-o", "-"],
        &["takes", "export", "--format", "jsonl", "-o", "-", "--for-whom", EVIL],
        &["report"],
        &["report", "--by", "player"],
        &["report", "--by", "workshop"],
        &["report", "--by", "judge"],
        &["player", "list"],
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
