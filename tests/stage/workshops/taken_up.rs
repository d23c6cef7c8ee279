//! What is taken up.

use super::*;

/// Opens a stage, does something, leaves; what the next start shows then without a word, and after some keys.
struct Kept {
    args: &'static [&'static str],
    steps: &'static [(&'static str, &'static [&'static str])],
    shows: &'static [&'static str],
    after: &'static [(&'static str, &'static [&'static str])],
}

const CHILDREN: &[(&str, &[&str])] = &[("\r", &["young/"]), ("n", &["young/"]), ("n", &["young/"]), ("n", &["young/"])];

const KEPT: &[Kept] = &[
    Kept { args: &["-p", "young"], steps: &[], shows: &["packs young"], after: CHILDREN },
    Kept { args: &["-p", "young"], steps: CHILDREN, shows: &["packs young", "young/"], after: &[("n", &["young/"])] },
    Kept {
        args: &["--kind", "game"],
        steps: &[],
        shows: &["filtered, "],
        after: &[("\r", &["game"]), ("n", &["game"])],
    },
    Kept {
        args: &[],
        // The third kind is the game.
        steps: &[("/", &["which prompts?"]), ("\x1b[C\x1b[C ", &["[x] game"]), ("\r", &["enter draw"])],
        shows: &["filtered, "],
        after: &[("\r", &["game"]), ("n", &["game"])],
    },
    Kept {
        args: &["-p", "hard-talks", "--rating", "teen"],
        steps: &[],
        shows: &["packs hard-talks"],
        after: &[("\r", &["hard-talks/"])],
    },
    Kept { args: &["--rehearsal"], steps: &[], shows: &["REHEARSAL", "a rehearsal"], after: &[] },
    Kept { args: &[], steps: &[("R", &["REHEARSAL"])], shows: &["REHEARSAL", "a rehearsal"], after: &[] },
    Kept {
        args: &["--rehearsal"],
        steps: &[("R", &["the rehearsal is over"])],
        shows: &["resumed"],
        after: &[("R", &["REHEARSAL"])],
    },
    Kept {
        args: &[],
        steps: &[("3p", &["Ana is in every cast"]), ("jo", &["Ben is out for one scene"]), ("jg", &["Chi has gone"])],
        shows: &["1 present"],
        after: &[("3", &["1 Ana  here", "pinned", "2 Ben  out", "3 Chi  gone"])],
    },
    Kept {
        args: &[],
        steps: &[("oA letter comes.\r", &["enter call it"])],
        shows: &["A letter comes.", "enter call it"],
        after: &[],
    },
    Kept {
        args: &["--by", "Ben"],
        steps: &[("oA letter comes.\r", &["enter call it"]), ("\r", &["get ready"]), ("\r", &["enter edit"])],
        shows: &["was interrupted at"],
        after: &[("g", &["● usable"]), ("2\r", &["Ben"])],
    },
    Kept {
        args: &["--plan", "PLAN"],
        steps: &[(">", &["2/3 scenes"])],
        shows: &["plan Evening at 2/3 scenes", "min ahead", "0 of 2 scenes"],
        after: &[("u", &["took back the next block", "1/3 warm-up"])],
    },
    Kept {
        args: &["--plan", "PLAN", "-p", "young"],
        steps: &[("\r", &["young/"]), (".", &["longer: 0 of 2 scenes"])],
        shows: &["plan Evening at 1/3 warm-up", "packs young", "0 of 2 scenes", "young/"],
        after: &[("u", &["took back the longer block"]), ("u", &["took back the draw"])],
    },
];

#[test]
fn the_whole_session_is_taken_up() {
    for kept in KEPT {
        for way in WAYS {
            let home = Home::new();
            let plan = home.file("evening.toml");
            fs::write(&plan, PLAN).unwrap();
            let named =
                |arg: &&'static str| if *arg == "PLAN" { plan.to_str().unwrap().to_owned() } else { (*arg).to_owned() };
            let args: Vec<_> =
                ["--players", "Ana, Ben, Chi", "--workshop", "Lab"].iter().chain(kept.args).map(named).collect();
            let args: Vec<_> = args.iter().map(String::as_str).collect();
            let mut stage = open(&home, &args, &["? keys"]);
            for (keys, shows) in kept.steps {
                stage.step(keys, shows);
            }
            leave(stage, way);
            let mut stage = wide(&home, &[]);
            stage.wait_until(&format!("{:?} after {args:?} and {way:?}", kept.shows), |screen| {
                kept.shows.iter().all(|text| screen.contains(text))
            });
            for (keys, shows) in kept.after {
                stage.step(keys, shows);
            }
            leave(stage, Way::Kill);
        }
    }
}

#[test]
fn the_next_draw_is_the_one_that_would_have_come() {
    let drawn = |way: Option<Way>| {
        let home = Home::new();
        let args = ["--players", "Ana, Ben, Chi", "--seed", "9", "--workshop", "Lab"];
        let mut stage = open(&home, &args, &["enter draw"]);
        let mut prompts = Vec::new();
        for keys in ["\r", "n", "n", "n"] {
            let screen = stage.step(keys, &["enter call it"]);
            prompts.push(screen.lines().skip(2).take(6).map(as_one_line).collect::<Vec<_>>());
            if let Some(way) = way {
                leave(stage, way);
                stage = open(&home, &[], &["resumed Lab", "enter call it"]);
            }
        }
        leave(stage, Way::Quit);
        prompts
    };
    let whole = drawn(None);
    for way in WAYS {
        assert_eq!(drawn(Some(way)), whole, "{way:?}");
    }
}

#[test]
fn what_is_typed_at_the_start_wins() {
    let players = ["--players", "Ana, Ben, Chi"];
    for (before, now, shows, hides) in [
        (&["-p", "young"][..], &["-p", "turns"][..], &["packs as typed, not young", "packs turns"][..], "plan Evening"),
        (&["-p", "young"], &["-p", "young"], &["packs young"], "as typed"),
        (&["--kind", "game"], &["--kind", "scene"], &["filters as typed"], "as typed, not"),
        (&["--kind", "game"], &["-p", "turns"], &["packs turns", "filtered, 0 of "], "plan Evening"),
        (&["--kind", "game"], &["--rating", "general"], &["filtered, ", "filters as typed"], "as typed, not"),
        (&["--plan", "PLAN"], &["--plan", "PLAN"], &["plan Evening at 2/3 scenes"], "begins"),
        (
            &["--plan", "PLAN"],
            &["--plan", "OTHER"],
            &["the plan Evening is left at 2/3 scenes", "the plan Other begins: 1 block", "1/1 all"],
            "1/3",
        ),
        (&["--plan", "PLAN"], &["-p", "young"], &["plan Evening at 2/3 scenes", "packs young"], "as typed"),
        (&["--plan", "PLAN", "--rehearsal"], &[], &["REHEARSAL", "2/3 scenes"], "begins"),
        (&["-p", "young"], &["--players", "Ana, Dee"], &["2 present", "packs young"], "as typed"),
    ] {
        let home = Home::new();
        let files = [("PLAN", home.file("evening.toml"), PLAN), ("OTHER", home.file("other.toml"), OTHER)];
        for (_, path, text) in &files {
            fs::write(path, text).unwrap();
        }
        let named = |args: &[&str]| -> Vec<String> {
            let path =
                |arg: &&str| files.iter().find(|(name, ..)| name == arg).map(|(_, path, _)| path.to_str().unwrap());
            args.iter().map(|arg| path(arg).unwrap_or(arg).to_owned()).collect()
        };
        let start = |args: &[&str]| {
            let args = named(args);
            wide(&home, &args.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let mut stage = start(&[&players[..], before].concat());
        if before.contains(&"--plan") {
            stage.step(">", &["2/3 scenes"]);
        }
        leave(stage, Way::HangUp);
        let stage = start(now);
        let screen = stage.wait_until(&format!("{shows:?} with {now:?} after {before:?}"), |screen| {
            screen.contains("resumed") && shows.iter().all(|text| screen.contains(text))
        });
        assert!(!screen.contains(hides), "{hides} with {now:?} after {before:?}:\n{screen}");
        leave(stage, Way::Quit);
        // And it goes on with that.
        let again = wide(&home, &[]);
        let kept: Vec<_> =
            shows.iter().filter(|text| !["typed", "left", "begins"].iter().any(|word| text.contains(word))).collect();
        again.wait_until(&format!("{kept:?} once more"), |screen| kept.iter().all(|text| screen.contains(*text)));
        leave(again, Way::Quit);
    }
}

const OTHER: &str = "format = 1\ntitle = \"Other\"\n\n[[block]]\nname = \"all\"\nscenes = 3\n";

#[test]
fn what_was_taken_up_is_said_at_any_width() {
    let home = Home::new();
    let plan = home.file("evening.toml");
    fs::write(&plan, PLAN).unwrap();
    let args =
        ["--plan", plan.to_str().unwrap(), "-p", "young", "--rehearsal", "--workshop", "Children of the harbour"];
    opened(&home, &[&args[..], &["--players", "Ana, Ben, Chi"]].concat());
    let says = [
        "resumed Children of the harbour: 0 draws, 0 usable",
        "plan Evening at 1/3 warm-up",
        "packs young",
        "a rehearsal",
    ];
    for columns in [200, 120, 80, 60, 40] {
        let stage = Terminal::start_in(&home, env!("CARGO_BIN_EXE_sidecoach"), &[], (columns, 24));
        stage.wait_until(&format!("{says:?} in {columns} columns"), |screen| {
            says.iter().all(|text| as_one_line(screen).contains(text))
        });
        leave(stage, Way::Quit);
    }
}

#[test]
fn a_pack_that_is_gone_is_replaced_by_no_other() {
    let home = Home::new();
    let pack = home.file("two.toml");
    fs::write(&pack, TWO).unwrap();
    opened(&home, &["-p", pack.to_str().unwrap(), "--players", "Ana, Ben"]);
    fs::remove_file(&pack).unwrap();
    let mut stage = wide(&home, &[]);
    stage.wait_for(&["of this workshop", "two.toml", "-p chooses others"]);
    stage.step("\x1b", &["There are no prompts."]);
    leave(stage, Way::Quit);
}
