use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::pack::{Pack, Prompt};

/// A pack of one prompt, whose lines after its id and text are these.
fn pack(lines: &str) -> String {
    format!(
        "format = 1\ntitle = \"T\"\nrating = \"general\"\n\n[[prompt]] # one\nid = \"a\"\ntext = \"A.\" # said\n{lines}"
    )
}

/// Of the prompt with these lines, this becomes when a key is set.
#[track_caller]
fn check(lines: &str, (key, value): (&str, &str), becomes: &str) {
    assert_eq!(set(&pack(lines), "a", key, value).unwrap(), pack(becomes));
}

/// Why a key can't be set.
#[track_caller]
fn refuses(lines: &str, (key, value): (&str, &str)) -> String {
    match set(&pack(lines), "a", key, value).unwrap_err() {
        EditError::Refused { text, findings } => {
            let messages =
                findings.iter().map(|it| format!("{} {} {}", it.code.as_str(), &text[it.span.clone()], it.message));
            messages.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[test]
fn a_value_gives_way_where_it_stands() {
    check("weight=2# two\nplayers = '3'\n", ("weight", "2.5"), "weight=2.5# two\nplayers = '3'\n");
    check("  players  =  '3' # x", ("players", "2-4"), "  players  =  \"2-4\" # x");
    check("tags = [\n  'x',\n]\n", ("tags", " x, y-z ,"), "tags = [\"x\", \"y-z\"]\n");
    check("tags = ['x']\n", ("tags", ""), "tags = []\n");
    check("retired = true\n", ("retired", "false"), "retired = false\n");
    check("time = { scene = \"1m\" } # t\n", ("time.scene", "2m"), "time = { scene = \"2m\" } # t\n");
    check("time.\"scene\" = '1m'\n", ("time.scene", "2m"), "time.\"scene\" = \"2m\"\n");
    check("[prompt.time]\nscene = '1m'\n", ("time.scene", "2m"), "[prompt.time]\nscene = \"2m\"\n");
    let roles = "role = [{ name = 'x' }, { name = 'y', feeling = 'joy' }]\n";
    check(roles, ("role.y.feeling", "fear:2 -> relief"), &roles.replace("'joy'", "\"fear:2 -> relief\""));
    check(
        "[[prompt.role]]\nname = 'x'\nsecret = '''\nNo.\n'''\n",
        ("role.x.secret", "Say \"no\"\tor\\not.\nTwice."),
        "[[prompt.role]]\nname = 'x'\nsecret = \"Say \\\"no\\\"\\tor\\\\not.\\nTwice.\"\n",
    );
}

#[test]
fn what_is_missing_comes_after_its_neighbour_and_looks_like_it() {
    check("players = '3'\n", ("weight", "3"), "weight = 3\nplayers = '3'\n");
    check("tags = [ # x\n]\n\n# end", ("retired", "true"), "tags = [ # x\n]\nretired = true\n\n# end");
    check("\tplayers='3'", ("retired", "true"), "\tplayers='3'\n\tretired=true");
    check("tags=[]\r\nplayers  = '3'\r\n", ("retired", "true"), "tags=[]\r\nplayers  = '3'\r\nretired  = true\r\n");
    check("[[prompt.role]]\nname = 'x'\n", ("players", "2"), "players = \"2\"\n[[prompt.role]]\nname = 'x'\n");
    check(
        "[[prompt.role]]\n  name = 'x' # X\n\n[[prompt]]\nid = 'b'\ntext = 'B.'\n",
        ("role.x.label", "an x"),
        "[[prompt.role]]\n  name = 'x' # X\n  label = \"an x\"\n\n[[prompt]]\nid = 'b'\ntext = 'B.'\n",
    );
    check("role = [{ name='x' }]\n", ("role.x.secret", "No."), "role = [{ name='x', secret=\"No.\" }]\n");

    check("", ("time.scene", "2m"), "time = { scene = \"2m\" }\n");
    check("time = {}\n", ("time.scene", "2m"), "time = { scene = \"2m\" }\n");
    check("time = { scene = '1m' }\n", ("time.ready", "9s"), "time = { scene = '1m', ready = \"9s\" }\n");
    check("time.scene = '1m'\n", ("time.ready", "9s"), "time.scene = '1m'\ntime.ready = \"9s\"\n");
    check("time . ready= '9s'\n", ("time.scene", "2m"), "time . ready= '9s'\ntime.scene= \"2m\"\n");
    check(" [prompt.time] # t\n", ("time.scene", "2m"), " [prompt.time] # t\n scene = \"2m\"\n");
}

/// Of this text, that becomes when a key of the prompt `a` is set.
#[track_caller]
fn check_whole(text: &str, (key, value): (&str, &str), becomes: &str) {
    assert_eq!(set(text, "a", key, value).unwrap(), becomes);
}

#[test]
fn prompts_may_be_written_in_any_way() {
    const HEAD: &str = "\u{feff}format = 1\ntitle = 'T'\nrating = 'general'\n";
    let inline = |prompt: &str| format!("{HEAD}prompt = [{{ id = 'b', text = 'B.' }}, {prompt}]");
    let prompt = "{ id='a', text='A.', time.scene='1m' }";
    check_whole(&inline(prompt), ("weight", "3"), &inline(&prompt.replace("'A.'", "'A.', weight=3")));
    check_whole(&inline(prompt), ("kind", "game"), &inline(&prompt.replace("'a'", "'a', kind=\"game\"")));
    let timed = prompt.replace("'1m'", "'1m', time.debrief=\"9s\"");
    check_whole(&inline(prompt), ("time.debrief", "9s"), &inline(&timed));

    let aligned = |weight| format!("{HEAD}[[prompt]]\n  id     = 'a'\n  text   = 'A.'\n{weight}  players = '2'\n");
    check_whole(&aligned(""), ("weight", "3"), &aligned("  weight = 3\n"));
    check_whole(&aligned(""), ("retired", "true"), &(aligned("") + "  retired = true\n"));
    let first = "[[prompt]]\nid = 'a'\ntext = 'A.'";
    let (before, after) = (format!("{HEAD}{first}"), format!("{HEAD}{first}\nretired = true"));
    assert_eq!(retire(&before, "a").unwrap(), after);
    let empty = format!("{HEAD}[[prompt]]\r\ntext = 'B.'\r\n[[prompt]]\r\n\"id\" = 'a'\r\ntext = 'A.'\r\n");
    check_whole(&empty, ("kind", "game"), &empty.replace("'a'\r\n", "'a'\r\nkind = \"game\"\r\n"));
}

#[test]
fn a_prompt_is_found_by_its_line() {
    let text = pack("[[prompt]]\r\nid = 'b'\n[[prompt]]\nid = 'b'\n");
    assert_eq!([line_of(&text, "a"), line_of(&text, "b"), line_of(&text, "c")], [Some(5), Some(8), None]);
    assert_eq!(line_of(&(text + "x = [\n"), "b"), Some(8), "whatever follows");
    assert_eq!(line_of("prompt = 3", "a"), None);
}

#[test]
fn a_change_that_brings_an_error_is_refused() {
    for (lines, (key, value), says) in [
        ("", ("weight", "0"), "P008 0 `0` is no weight"),
        ("", ("weight", "1e400"), "P008 1e400 `1e400` is no weight"),
        ("", ("weight", "1\nretired = true"), "P004 \"1\\nretired = true\" `weight` is a string, not a number"),
        ("", ("weight", "2 # two"), "P004 \"2 # two\" `weight` is a string, not a number"),
        ("weight = 'x'\n", ("weight", "x"), "P004 \"x\" `weight` is a string, not a number"),
        ("", ("retired", "yes"), "P004 \"yes\" `retired` is a string, not a boolean"),
        ("", ("kind", "gaem"), "P004 \"gaem\" `kind` can't be `gaem`"),
        ("", ("text", ""), "P005 \"\" `text` is empty"),
        ("", ("text", "In {place}."), "P012 {place} "),
        ("", ("text", "\u{9b}2J"), "P018 "),
        ("", ("tags", "A b"), "P007 \"A b\" "),
        ("", ("time.scene", "0s"), "P009 \"0s\" "),
        ("[[prompt.role]]\nname = 'x'\n[[prompt.role]]\nname = 'y'\n", ("players", "1"), "P020 \"1\" "),
        ("[[prompt.role]]\nname = 'x'\n", ("role.x.feeling", "remourse"), "P010 remourse "),
        ("[prompt.weight]\n", ("weight", "2"), "`weight` has keys of its own"),
        ("weight .weight = 1\n", ("weight", "2"), "`weight` has keys of its own"),
        ("tags = [ # those\n]\n", ("tags", "x"), "there are comments within `tags`"),
        ("", ("wieght", "2"), "the key `wieght` can't be set; did you mean `weight`?"),
        ("", ("id", "b"), "the key `id` can't be set; those that can are kind, text, "),
        ("", ("time.a.b", "b"), "the key `time.a.b` can't be set; "),
        ("time = '1m'\n", ("time.scene", "2m"), "the key `time.scene` can't be set; what stands at time is no table"),
        ("", ("role.x.name", "b"), "the key `role.x.name` can't be set; "),
        ("", ("role.x.label", "b"), "the prompt has no role `x`; it has none"),
        ("role = [{ name = 'y1' }, { name = 'y2' }]\n", ("role.x.label", "b"), "no role `x`; it has `y1`, `y2`"),
        ("role = [{ name = 'xyz' }]\n", ("role.xyy.label", "b"), "no role `xyy`; did you mean `xyz`?"),
        ("x = \n", ("weight", "2"), "it is not valid TOML"),
    ] {
        let said = refuses(lines, (key, value));
        assert!(said.contains(says), "{key}={value}: {said}");
    }
    assert!(matches!(retire(&pack(""), "b"), Err(EditError::NoPrompt(id)) if id == "b"));
}

#[test]
fn errors_that_were_there_before_stop_nothing() {
    let broken = "weight = 0\n[[prompt]]\nid = 'b'\ntext = '{x}'\n";
    check(broken, ("weight", "2"), &broken.replace('0', "2"));
    check(broken, ("players", "2"), &broken.replace("0\n", "0\nplayers = \"2\"\n"));
}

/// A pack with a prompt `a` that is written in some way, its values in some order.
fn packs() -> impl Strategy<Value = String> {
    let some = |ways: &'static [&'static str]| proptest::option::of(proptest::sample::select(ways));
    let values = (
        some(&["weight|2", "weight| 0.5 # half, {", "weight |1_0"]),
        some(&["time|{ scene = '1m' }", "time.scene|'1m'", "\"time\".ready|'5s'"]),
        some(&["tags|['x', \"y\"] # [["]),
        some(&["kind| 'game'"]),
        some(&["retired|false"]),
        some(&["players |'1-9'"]),
    );
    let values = values.prop_map(|(a, b, c, d, e, f)| {
        let always = ["id|'a'", "text|'''A = {{.\n[[prompt]]'''"];
        always.into_iter().chain([a, b, c, d, e, f].into_iter().flatten()).collect::<Vec<_>>()
    });
    let layout = (any::<bool>(), 0..3_usize, 0..9_usize, any::<bool>(), any::<bool>());
    (values.prop_shuffle(), layout).prop_map(|(values, (is_inline, indent, width, is_crlf, is_ended))| {
        let indent = " ".repeat(indent);
        let pair = |value: &&str| {
            let (key, value) = value.split_once('|').unwrap();
            let value = if is_inline { value.split('#').next().unwrap() } else { value };
            format!("{key:width$}={value}")
        };
        let pairs: Vec<_> = values.iter().map(pair).collect();
        let prompts = if is_inline {
            format!("prompt = [{{id='z', text='Z.'}}, {{{indent}{}}}]", pairs.join(", "))
        } else {
            let lines = pairs.iter().fold(String::new(), |lines, pair| format!("{lines}{indent}{pair}\n"));
            let after = "[[prompt.role]] # r\nname = 'r'\n\n[[prompt]]\nid = 'b'\ntext = 'B.' # b";
            format!("[[prompt]]\nid = 'z'\ntext = 'Z.'\n# a\n{indent}[[prompt]] # a\n{lines}\n{after}")
        };
        let text =
            format!("format = 1\ntitle = 'T'\nrating = 'general'\n{prompts}{}", if is_ended { "\n" } else { "" });
        if is_crlf { text.replace('\n', "\r\n") } else { text }
    })
}

/// What a change makes of a prompt.
type Change<'a> = &'a dyn Fn(&mut Prompt);

/// The pack of a text without an error, but for a change of the prompt `a`.
fn read_but(text: &str, change: Change<'_>) -> Pack {
    let (pack, findings) = read("pack", text.as_bytes());
    assert!(findings.iter().all(|it| it.severity() != Severity::Error), "{text}\n{findings:#?}");
    let mut pack = pack.unwrap();
    pack.source.clear();
    let prompt = pack.prompts.iter_mut().find(|prompt| prompt.id == "a").unwrap();
    change(Arc::make_mut(prompt));
    pack
}

/// What of two texts is not the same in both.
fn difference<'a>(before: &'a str, after: &'a str) -> (&'a str, &'a str) {
    let start = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let room = before.len().min(after.len()) - start;
    let end = before.bytes().rev().zip(after.bytes().rev()).take(room).take_while(|(a, b)| a == b).count();
    (&before[start..before.len() - end], &after[start..after.len() - end])
}

proptest! {
    #[test]
    fn nothing_but_the_value_changes(text in packs(), thousandths in 1..1_000_000_u32) {
        let weight = Weight::from_thousandths(thousandths).unwrap();
        let number = (f64::from(thousandths) / 1000.0).to_string();
        let changes: [(_, _, Change<'_>); 4] = [
            ("weight", number.as_str(), &|prompt| prompt.weight = weight),
            ("tags", "q", &|prompt| prompt.tags = vec!["q".to_owned()]),
            ("retired", "true", &|prompt| prompt.retired = true),
            ("time.scene", "90s", &|prompt| {
                (prompt.times.scene, prompt.stated.scene) = (Duration::from_secs(90), true);
            }),
        ];
        for (key, value, change) in changes {
            let changed = set(&text, "a", key, value).unwrap();
            prop_assert_eq!(read_but(&changed, &|_| {}), read_but(&text, change), "{}", changed);
            let (old, new) = difference(&text, &changed);
            let of_value = |c: char| c.is_ascii_alphanumeric() || "'\"._".contains(c) || (key == "tags" && ", ".contains(c));
            prop_assert!(old.chars().all(of_value), "{old:?} of\n{text}\nbecame {new:?}");
            let mixed = changed.replace("\r\n", "").contains('\n') && changed.contains("\r\n");
            prop_assert!(!mixed, "{changed:?}");
            prop_assert_eq!(&set(&changed, "a", key, value).unwrap(), &changed, "a second time");
        }
        prop_assert_eq!(set_weight(&text, "a", weight).unwrap(), set(&text, "a", "weight", &number).unwrap());
    }

    #[test]
    fn no_text_is_too_odd(text in "[\\[\\]{}a-b='\"#.,\r\n ]{0,40}", value in any::<String>()) {
        let text = format!("[[prompt]]\nid='a'\n{text}");
        for key in KEYS {
            let _ = set(&text, "a", key, &value);
        }
        let _ = line_of(&text, "a");
    }
}
