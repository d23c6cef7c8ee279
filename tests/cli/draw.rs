use std::process::Stdio;

use crate::bench::Test;

#[test]
fn a_draw_is_printed_for_people() {
    Test::tiny().prints(
        &["draw", "-p", "tiny.toml", "--seed", "7", "-n", "1", "--kind", "scene"],
        "\
1. tiny/late · scene · 4m · apology, two-hander
   The apologiser owes the wronged an apology, in a
   lighthouse. It is late, and neither of them sat down.
   the one who is late  guilt ●●○ → relief @60%
   wronged
",
    );
}

#[test]
fn a_draw_is_cast_and_explained() {
    let args = "draw -p tiny.toml --seed 1 -n 1 --players Ana,Ben --tag apology --explain --secrets";
    let cast = |first: &str, second: &str| {
        format!(
            "\
1. tiny/late · scene · 4m · apology, two-hander
   The apologiser owes the wronged an apology, in a
   lighthouse. It is late, and neither of them sat down.
   {first}  the one who is late  guilt ●●○ → relief @60%
   {second}  wronged
   the one who is late alone: You are not sorry yet.
   1 in 1 (100.00 %): weight 2 × fit 1 × rest 1
   {first}: 0 scenes so far, least of 2; has not played with {second}
   {second}: 0 scenes so far, least of 2; has not played with {first}
"
        )
    };
    let run = Test::tiny().run(&args.split(' ').collect::<Vec<_>>());
    assert!([cast("Ana", "Ben"), cast("Ben", "Ana")].contains(&run.out), "{}", run.out);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn a_draw_is_printed_for_programs() {
    let json = |secrets: [&str; 2]| {
        format!(
            concat!(
                r#"{{"version":1,"seed":9007199254740991,"draws":[{{"prompt":"tiny/late","text":"The apologiser owes "#,
                r#"the wronged an apology, in a lighthouse. It is late, and neither of them sat down.","kind":"scene","#,
                r#""tags":["apology","two-hander"],"cast":[{{"role":"apologiser","player":null,"#,
                r#""feeling":"remorse:2 -> relief @60%"{}}},{{"role":"wronged","player":null,"feeling":null{}}}],"#,
                r#""chance":{{"numerator":1,"denominator":1}},"#,
                r#""factors":{{"weight":2.0,"fit":1.0,"rest":1.0,"learned":1.0,"need":1.0}}}}]}}"#,
                "\n"
            ),
            secrets[0], secrets[1]
        )
    };
    let test = Test::tiny();
    let args = ["draw", "-p", "tiny.toml", "--seed", "9007199254740991", "-n", "1", "--kind", "scene", "--json"];
    test.prints(&args, &json(["", ""]));
    let secrets = [r#","secret":"You are not sorry yet.""#, r#","secret":null"#];
    test.prints(&[&args[..], &["--secrets"]].concat(), &json(secrets));
}

#[test]
fn how_many_play_is_drawn_and_cast() {
    let test = Test::tiny();
    let draw = |args: &str| {
        test.run(&[&["draw", "-p", "tiny.toml", "-n1", "--json"][..], &args.split(' ').collect::<Vec<_>>()].concat())
    };
    for (args, cast) in [
        ("--players Ana,Ben,Chi --kind warm-up", Some(3)),
        ("--players Ana,Ben,Chi --kind warm-up --size 2", Some(2)),
        ("--players Ana,Ben,Chi --kind warm-up --size 1-2", Some(2)),
        ("--players Ana,Ben,Chi --kind warm-up --size 2+", Some(3)),
        ("--players Ana,Ben,Chi --size 2", Some(2)),
        ("--players Ana,Ben,Chi --size 3", None),
        ("--players Ana --kind warm-up --size 2", None),
    ] {
        let run = draw(args);
        let members = (run.code == 0).then(|| run.out.matches("\"player\":\"").count());
        assert_eq!((members, run.code), (cast, i32::from(cast.is_none())), "{args}: {run:?}");
    }
    assert_eq!(draw("--size 4-2").code, 2);
    let run = test.run(&["pack", "odds", "tiny.toml", "--players", "Ana,Ben,Chi", "--size", "3"]);
    assert!(run.out.contains("tiny/late     weight 2 × fit 0 (for another number of players)"), "{run:?}");
}

#[test]
fn what_was_meant_by_players_is_said() {
    let test = Test::tiny();
    let meant = "--players 'Ana, Ben'";
    for (args, says) in [
        (&["draw", "--players", "2"][..], "--size 2"),
        (&["--players", "2-4"], "--size 2-4"),
        (&["--players", "Ana; Ben"], meant),
        (&["draw", "--players", "Ana;Ben"], meant),
        (&["--players", "Ana", "Ben"], meant),
        (&["--players=Ana", "Ben", "--workshop", "Lab"], meant),
        (&["draw", "--players", "Ana,", "Ben"], meant),
        (&["warmup", "--players", "Ana", "Ben"], meant),
        (&["pack", "odds", "--players", "Ana", "Ben"], meant),
    ] {
        let run = test.run(args);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains(says), "{args:?}: {run:?}");
    }
    let run = test.run(&["draw", "--players", "Ana", "--bogus"]);
    assert!(run.code == 2 && run.err.contains("'--bogus'"), "{run:?}");
}

#[test]
fn the_block_of_the_readme_draws_no_prompt_for_one() {
    let six = "Ana,Ben,Chi,Dia,Eli,Flo";
    let odds = |more: &[&str]| {
        let run = Test::new().run(&[&["pack", "odds", "--json", "--fresh", "--players", six][..], more].concat());
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let prompts = json["prompts"].as_array().unwrap().iter();
        prompts
            .filter(|prompt| !prompt["chance"].is_null() && prompt["prompt"].as_str().unwrap().starts_with("solo/"))
            .count()
    };
    assert_eq!(odds(&["--kind", "warm-up", "--kind", "game"]), 0);
    assert_eq!(odds(&[]), 0);
    assert!(odds(&["--kind", "monologue"]) > 0 && odds(&["--size", "1"]) > 0 && odds(&["-p", "solo"]) > 0);
}

#[test]
fn who_takes_part_without_a_role_is_cast_too() {
    let run = Test::tiny().run(&[
        "draw",
        "-p",
        "tiny.toml",
        "-n1",
        "--seed",
        "3",
        "--kind=warm-up",
        "--players=Ana",
        "--json",
    ]);
    assert!(run.out.contains(r#""cast":[{"role":null,"player":"Ana","feeling":null}]"#), "{run:?}");
}

#[test]
fn the_same_seed_prints_the_same_lines() {
    for format in [&["--json"][..], &["--explain"]] {
        let args = [&["draw", "-n", "40", "--seed", "11", "--players", "Ana, Ben, Chi"], format].concat();
        let run = Test::new().run(&args);
        assert_eq!(run, Test::new().run(&args));
        assert_eq!(run.code, 0);
        let other: Vec<&str> = args.iter().map(|&arg| if arg == "11" { "12" } else { arg }).collect();
        assert_ne!(run.out, Test::new().run(&other).out);
    }
}

#[test]
fn a_seed_is_made_up_and_said() {
    let test = Test::new();
    let run = test.run(&["draw", "-n", "3"]);
    let seed = run.err.strip_prefix("`--seed ").and_then(|rest| rest.strip_suffix("` draws the same again\n")).unwrap();
    assert_eq!(test.run(&["draw", "-n", "3", "--seed", seed]).out, run.out);
    assert_eq!(test.run(&["draw", "-q"]).err, "");
}

#[test]
fn draws_rest_within_a_call() {
    let run = Test::tiny().run(&["draw", "-p", "tiny.toml", "-n", "6", "--seed", "5", "--json"]);
    let order: Vec<bool> = run.out.split("\"prompt\":").skip(1).map(|draw| draw.starts_with("\"tiny/late\"")).collect();
    assert_eq!(order.len(), 6);
    assert!(order.windows(2).all(|pair| pair[0] != pair[1]), "no prompt comes twice in a row: {order:?}");
}

#[test]
fn casts_are_fair_within_a_call() {
    let run = Test::tiny().run(&["draw", "-p=tiny.toml", "--kind=scene", "-n=3", "--players=Ana,Ben,Chi", "--json"]);
    for name in ["Ana", "Ben", "Chi"] {
        assert_eq!(run.out.matches(&format!("\"player\":\"{name}\"")).count(), 2, "{run:?}");
    }
}

#[test]
fn what_is_not_there_is_told_with_what_may_be_meant() {
    let test = Test::tiny();
    let tail = "\n\nFor more information, try '--help'.\n";
    for (args, says) in [
        (&["--kind", "scne"][..], "invalid value 'scne' for '--kind <KIND>': the nearest is `scene`"),
        (&["--feeling", "relieve"], "invalid value 'relieve' for '--feeling <FEELING>': the nearest is `relief`"),
        (&["--rating", "adult"], "invalid value 'adult' for '--rating <RATING>': the nearest is `mature`"),
        (&["--players", "Ana,,Ben"], "invalid value 'Ana,,Ben' for '--players <NAMES>': a name can't be empty"),
        (&["--players", "Ana,ana"], "invalid value 'Ana,ana' for '--players <NAMES>': ana is named twice"),
        (
            &["--seed", "9007199254740992"],
            "invalid value '9007199254740992' for '--seed <N>': 9007199254740992 is not in 0..=9007199254740991",
        ),
        (&["-n", "0"], "invalid value '0' for '--number <N>': 0 is not in 1..=1000"),
    ] {
        test.says(&[&["draw"], args].concat(), 2, &format!("error: {says}{tail}"));
    }
    test.says(
        &["draw", "-p", "Turn"],
        2,
        "error: there is no pack Turn; the nearest is turns, and `sidecoach pack list` shows all\n",
    );
    for option in ["--rehearsal", "--plan=x", "--config=x"] {
        let run = test.run(&["draw", option]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{option} comes later");
    }
}

#[test]
fn when_nothing_fits_it_says_what_removed_how_many() {
    let test = Test::tiny();
    for command in [&["draw", "-p"][..], &["pack", "odds", "-n0", "-p"]] {
        let says = "error: no prompt fits: 1 with a tag that is left out, 1 without that feeling; ask for less\n";
        let args = [command, &["tiny.toml", "--not-tag", "apology", "--feeling", "joy"]].concat();
        let run = test.run(&args);
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.err.ends_with(says), "{run:?}");
    }
    let says = "error: no prompt fits: 1 of another kind, 1 for more players; ask for less\n";
    test.says(&["draw", "-p", "tiny.toml", "--kind", "scene", "--players", "Ana"], 1, says);
}

#[test]
fn a_pack_that_can_not_be_drawn_from_is_one_sentence() {
    let test = Test::new()
        .file("empty.toml", "")
        .file("latin.toml", b"format = 1\ntitle = \"caf\xe9\"")
        .file("none.toml", "format = 1\ntitle = \"None\"\nrating = \"general\"\n")
        .file("folder/readme.txt", "no pack");
    let sentence = |args: &str| {
        let run = test.run(&["draw", "-p", args]);
        assert_eq!((run.code, run.out.as_str(), run.err.lines().count()), (2, "", 1), "{run:?}");
        run.err
    };
    assert_eq!(sentence("gone.toml"), "error: there is no file or folder gone.toml; check the path\n");
    assert_eq!(
        sentence("folder"),
        "error: the folder folder holds no pack: no file whose name ends in .toml; name another folder, or a file\n"
    );
    assert!(sentence("empty.toml").starts_with("error: empty.toml holds no prompt that can be played: "));
    assert!(sentence("latin.toml").contains("UTF-8"));
    assert!(sentence("none.toml").starts_with("error: none.toml holds no prompt that can be played: it has none"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    let test = Test::new();
    let _socket = UnixListener::bind(test.path().join("socket.toml")).unwrap();
    for path in ["/dev/zero", "socket.toml"] {
        let says = format!("{path} is neither a file nor a folder; name one of these, or `-` for standard input");
        test.says(&["draw", "-p", path], 2, &format!("error: {says}\n"));
    }
    let test = Test::tiny();
    std::fs::set_permissions(test.path().join("tiny.toml"), std::fs::Permissions::from_mode(0o000)).unwrap();
    // Nothing is forbidden to the superuser.
    if std::fs::read(test.path().join("tiny.toml")).is_err() {
        let run = test.run(&["draw", "-p", "tiny.toml"]);
        assert!(run.code == 2 && run.err.starts_with("error: tiny.toml can't be read: "), "{run:?}");
    }
}

#[test]
fn a_huge_file_is_not_read_whole() {
    let test = Test::new();
    // A hole: it takes no room on the disk.
    std::fs::File::create(test.path().join("huge.toml")).unwrap().set_len(200 << 20).unwrap();
    let run = test.run(&["draw", "-p", "huge.toml"]);
    assert!(run.code == 2 && run.err.lines().count() == 1 && run.err.contains("huge.toml"), "{run:?}");
    let run = test.run(&["pack", "check", "huge.toml", "--json"]);
    assert!(run.code == 1 && run.out.contains("\"P024\""), "{run:?}");
}

#[test]
fn the_log_is_read_and_never_written() {
    let test = Test::new();
    assert_eq!(test.run(&["draw", "--seed", "1"]).code, 0);
    assert!(!test.path().join("home/.local").exists());
    let test = test.file("letter.txt", "Dear Ana, ".repeat(1000));
    let says = "error: not a take log, left as it is: [dir]/letter.txt; name another file with --log, or \
                move this one away\n";
    test.says(&["draw", "--log", "letter.txt"], 2, says);
    assert_eq!(test.run(&["draw", "--log", "letter.txt", "--fresh"]).code, 0);
}

#[test]
fn good_prompts_of_a_bad_pack_draw() {
    let bad = format!("{}\n[[prompt]]\nid = \"bad\"\ntext = \"{{nobody}}\"\n", crate::bench::TINY);
    let note = "the pack tiny has 1 finding, see `sidecoach pack check";
    let test = Test::new().own("tiny.toml", &bad);
    let run = test.run(&["draw", "-p", "tiny", "--seed", "1", "-n", "2"]);
    assert_eq!((run.code, run.err), (0, format!("{note} [dir]/home/.local/share/sidecoach/packs/tiny.toml`\n")));
    assert!(run.out.contains("tiny/late") && run.out.contains("tiny/stretch"));
    let run = Test::new().stdin(&bad).run(&["draw", "-p", "-", "--seed", "1", "-n", "2"]);
    assert!(run.code == 0 && run.out.contains("stdin/late"), "{run:?}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let test = Test::new();
    for args in [&["draw", "-n", "500", "--seed", "1"][..], &["pack", "list"], &["--help"], &["pack", "odds", "--json"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sidecoach"));
        command.env_clear().env("HOME", test.path()).args(args);
        let output = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{args:?}");
    }
}

#[test]
fn scenes_last_as_long_as_was_asked_for() {
    let pack = "format = 1\ntitle = \"Wait\"\nrating = \"general\"\n[[prompt]]\nid = \"bus\"\ntext = \"Wait.\"\n\
        players = \"1+\"\ncoach = [{ text = \"Now.\", at = \"3m\" }, { text = \"Half.\", at = \"50%\" }]\n";
    let test = Test::new().file("wait.toml", pack);
    let args = ["draw", "-p", "wait.toml", "-n1", "--seed", "3"];
    let with = |more: &[&'static str]| [&args[..], more].concat();
    test.prints(&args, "1. wait/bus · scene · 3m\n   Wait.\n");
    let cut = "1. wait/bus · scene · 2m\n   Wait.\n   1 cue lies beyond the end and is dropped\n";
    test.prints(&with(&["--scene", "2m"]), cut);
    let run = test.run(&with(&["--scene", "2m", "--json"]));
    assert!(run.out.contains(r#""scene_ms":120000,"cues_dropped":1}"#), "{run:?}");
    let run = test.run(&with(&["--json"]));
    assert!(!run.out.contains("scene_ms"), "{run:?}");
    let run = test.run(&with(&["--scene", "2"]));
    assert!(run.code == 2 && run.err.contains("write a length from 1s to 24h"), "{run:?}");
    let test = test.file("config.toml", "[time]\nscene = \"5m\"\n");
    let run = test.run(&with(&["--config", "config.toml"]));
    assert_eq!(run.out, "1. wait/bus · scene · 5m\n   Wait.\n", "{run:?}");
}
