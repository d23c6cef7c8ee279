use std::time::Duration;

use crate::bench::Test;

#[test]
fn what_can_t_be_warmed_up_with_is_said() {
    let test = Test::tiny();
    let warmup = |more: &[&str]| test.run(&[&["warmup", "-p", "tiny.toml"], more].concat());
    for (more, code, says) in [
        (&["--players", "Ana, Ben"][..], 2, "one warms up alone: name one player"),
        (&["--count", "2", "--for", "5m"], 2, "cannot be used with"),
        (&["--count", "0"], 2, "--count"),
        (&["--every", "0s"], 2, "write a length from 1s to 24h"),
        (&["--rest", "soon"], 2, "write a length from 1s to 24h"),
        (&["--speak", ""], 2, "it is empty"),
        (&["--tag", "nowhere"], 1, "no prompt fits: "),
    ] {
        let run = warmup(more);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{more:?}: {}", run.err);
        assert!(run.err.contains(says), "{more:?}: {}", run.err);
    }
    assert!(!test.log().exists() || test.run(&["takes", "list"]).out.is_empty(), "nothing was played");
}

/// Without its keys it would last days.
#[test]
fn keys_are_lines_where_there_is_no_screen() {
    for (typed, favoured) in [("q\n", 0), ("q", 0), ("no key\n*\r\nquit, and what follows is not read\n*\n", 1)] {
        let test = Test::tiny().stdin(typed);
        let mut warmup = test.command(&["warmup", "-p", "tiny.toml", "--every", "24h", "--count", "9"]);
        let output = warmup.timeout(Duration::from_secs(60)).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{typed:?} ends it: {shown}");
        assert_eq!(shown.matches("is a favourite").count(), favoured, "{typed:?}: {shown}");
    }
}
