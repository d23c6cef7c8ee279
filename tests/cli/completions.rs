use std::fs;

use crate::bench::{Run, TINY, Test};

/// What can come next behind these words, the last of which is being typed.
fn next(test: &Test, words: &[&str]) -> Vec<String> {
    let mut command = test.command(&[&["--", "sidecoach"], words].concat());
    let output = command.env("SIDECOACH_COMPLETE", "bash").output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{words:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// With three people in the log.
fn known() -> Test {
    let test = Test::tiny();
    assert_eq!(test.run(&["player", "add", "Ana", "Ben K.", "Bea"]).code, 0);
    test
}

#[test]
fn each_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let Run { code, out, err } = Test::new().run(&["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        insta::assert_snapshot!(shell, out);
    }
}

#[test]
fn packs_prompts_and_players_are_those_there_are() {
    let tagged = TINY.replace("\"apology\"", "\"tight-space\", \"odd-one-out\"");
    let test = known().own("late.toml", "format = 1").own("tagged.toml", tagged);
    let none: &[&str] = &[];
    for (words, wanted) in [
        (&["pack", "sh"][..], &["show"][..]),
        (&["draw", "--expl"], &["--explain"]),
        (&["draw", "-p", "l"], &["late"]),
        (&["draw", "-p", "t"], &["tagged", "turns", "tiny.toml"]),
        (&["draw", "--pack", "=", "tu"], &["turns"]),
        (&["draw", "--pack=tu"], &["--pack=turns"]),
        (&["pack", "retire", "l"], &["late/"]),
        (&["pack", "show", "turns/late-a"], &["turns/late-apology"]),
        (&["pack", "show", "nothing/"], none),
        (&["pack", "check", "ti"], &["tiny.toml"]),
        (&["takes", "list", "--pack", "st"], &["status"]),
        (&["player", "away", "be"], &["Ben K.", "Bea"]),
        (&["player", "away", r"Ben\ "], &["Ben K."]),
        (&["draw", "--players", "'Ana, b"], &["Ana, Ben K.", "Ana, Bea"]),
        (&["draw", "--players", "'Bea, Ana, b"], &["Bea, Ana, Ben K."]),
        (&["takes", "cast", "7", "host", "=", "A"], &["Ana"]),
        (&["player", "add", "A"], none),
        (&["completions", "b"], &["bash"]),
        (&["draw", "--kind", "s"], &["scene"]),
        (&["draw", "--feeling=re"], &["--feeling=realization", "--feeling=relief", "--feeling=remorse"]),
        (&["takes", "verdict", "7", "u"], &["usable"]),
        (&["takes", "verdict", "7", "not-usable", "--reason", "p"], &["prompt", "private"]),
        (&["takes", "export", "--format", "a"], &["audacity"]),
        (&["report", "--by", "p"], &["prompt", "pack", "player"]),
        (&["player", "consent", "Ana", "--for", "review,v"], &["review,voice-training"]),
        (&["player", "lines", "Ana", "to"], &["touch"]),
        (&["draw", "--tag", "tig"], &["tight-space"]),
        (&["draw", "--not-tag=tig"], &["--not-tag=tight-space"]),
        (&["pack", "never", "--tag", "odd-"], &["odd-one-out"]),
        (&["player", "lines", "Ana", "odd-"], &["odd-one-out"]),
        (&["pack", "set", "turns/late-apology", "ti"], &["time.ready=", "time.scene=", "time.debrief="]),
        (
            &["pack", "set", "tiny.toml/late", "role.w"],
            &["role.wronged.label=", "role.wronged.feeling=", "role.wronged.secret="],
        ),
        (&["pack", "set", "tiny.toml/none", "role"], none),
        (&["pack", "set", "turns/late-apology", "kind", "=", "m"], &["monologue"]),
        (&["pack", "set", "turns/late-apology", "retired=t"], &["retired=true"]),
        (&["pack", "set", "turns/late-apology", "content=sex,vi"], &["content=sex,violence"]),
        (&["pack", "set", "turns/late-apology", "tags=odd-"], &["tags=odd-one-out"]),
        (
            &["pack", "set", "tiny.toml/late", "'role.wronged.feeling=remorse -> relie"],
            &["role.wronged.feeling=remorse -> relief"],
        ),
        (&["pack", "set", "turns/late-apology", "text=s"], none),
    ] {
        assert_eq!(next(&test, words), wanted, "{words:?}");
    }
}

#[test]
fn they_are_those_of_the_log_that_is_named() {
    let test = known();
    let log = test.log().to_str().unwrap().to_owned();
    let other = Test::new();
    assert!(next(&other, &["player", "away", "A"]).is_empty());
    assert_eq!(next(&other, &["player", "--log", &log, "away", "A"]), ["Ana"]);
    assert_eq!(next(&other, &[&format!("--log={log}"), "player", "away", "A"]), ["Ana"]);
    assert_eq!(next(&other.variable("SIDECOACH_LOG", &log), &["player", "away", "A"]), ["Ana"]);
}

#[test]
fn asking_writes_nothing_and_faults_are_passed_over() {
    let test = Test::new();
    assert!(next(&test, &["player", "away", "a"]).is_empty());
    assert!(next(&test, &["nonsense", "x"]).is_empty());
    assert!(!test.path().join("home").exists());
    let test = test.file("takes.db", [7; 4000]).own("late.toml", [0xFF; 40]).variable("SIDECOACH_LOG", "takes.db");
    assert!(next(&test, &["player", "away", "a"]).is_empty());
    assert!(next(&test, &["pack", "show", "late/"]).is_empty());
    assert_eq!(fs::read(test.path().join("takes.db")).unwrap(), [7; 4000]);
}

#[cfg(unix)]
#[test]
fn no_name_steers_the_terminal() {
    let test = known().file("odd\u{1b}[2Jfile.toml", "").file("odd\nfile.toml", "").file("odd file.toml", "");
    let log = rusqlite::Connection::open(test.log()).unwrap();
    log.execute("UPDATE player SET name = 'An' || char(27) || ']0;x' || char(7) WHERE name = 'Ana'", []).unwrap();
    assert_eq!(next(&test, &["pack", "check", "odd"]), ["odd file.toml"]);
    assert!(next(&test, &["player", "away", "an"]).is_empty());
}

/// What a real bash makes of a line that is typed so far.
#[cfg(unix)]
#[test]
fn bash_completes() {
    const ASK: &str = r#"
        PATH="$1:/usr/bin:/bin"
        source <(sidecoach completions bash)
        COMP_WORDS=("${@:2}")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _sidecoach sidecoach "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let test = known();
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_sidecoach")).parent().unwrap();
    for (words, wanted) in [
        (&["pack", "show", "turns/late-a"][..], "turns/late-apology\n"),
        (&["player", "away", "be"], "Ben\\ K.\nBea\n"),
        (&["player", "away", "'be"], "Ben K.\nBea\n"),
        (&["player", "away", "x"], "\n"),
        (&["draw", "--pack", "=", "tu"], "turns\n"),
        (&["draw", "--pack", "=", "ti"], "tiny.toml\n"),
        (&["player", "withdraw", "Ana", "--for", "review,v"], "review,voice-training\n"),
    ] {
        let mut bash = std::process::Command::new("bash");
        bash.env_clear().env("HOME", test.path().join("home")).current_dir(test.path());
        bash.args(["--norc", "-c", ASK, "bash"]).arg(folder).arg("sidecoach").args(words);
        // Where there is no bash there is nothing to complete for.
        let Ok(output) = bash.output() else { return };
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{}", String::from_utf8_lossy(&output.stderr));
    }
}
