use std::fs;

use crate::bench::Test;

const LIST: &str = "# Mine\r\n1. A lift stops.\r\n2. A lift stops!\r\n3. Two chefs share one knife.\r\n";

const PACK: &str = "\
# Imported from list.txt, read as plain text. No licence is known of it.

format = 1
title  = \"My list\"
rating = \"mature\"

[[prompt]]
id      = \"a-lift-stops\"
text    = \"A lift stops.\"
players = \"1+\"

[[prompt]]
id      = \"two-chefs-share-one-knife\"
text    = \"Two chefs share one knife.\"
players = \"1+\"
";

#[test]
fn a_list_becomes_a_pack_of_the_user() {
    let test = Test::new().file("list.txt", LIST);
    let path = "[dir]/home/.local/share/sidecoach/packs/my-list.toml";
    let import = ["pack", "import", "list.txt", "--as", "my-list"];
    let told = format!(
        "list.txt:3:4: left out: it reads the same as the text in line 2
list.txt was read as plain text, by its looks: 2 prompts in {path}
it is rated mature and states no licence; read it through, then set both
"
    );
    test.says(&import, 0, &told);
    let written = test.path().join("home/.local/share/sidecoach/packs/my-list.toml");
    assert_eq!(fs::read_to_string(&written).unwrap(), PACK);
    test.prints(&["pack", "check", written.to_str().unwrap()], "1 file, 2 prompts without an error: no findings\n");
    test.says(&import, 2, &format!("error: {path} is there already; --force writes over it\n"));
    fs::write(&written, "mine").unwrap();
    test.says(
        &[&import[..], &["-q"]].concat(),
        2,
        &format!("error: {path} is there already; --force writes over it\n"),
    );
    assert_eq!(fs::read_to_string(&written).unwrap(), "mine");
    test.says(&[&import[..], &["--force", "-q"]].concat(), 0, "");
    assert_eq!(fs::read_to_string(&written).unwrap(), PACK);
}

#[test]
fn a_pack_is_printed_or_written_where_it_is_wanted() {
    let test = Test::new().file("list.txt", LIST).stdin("One, two.");
    test.prints(&["pack", "import", "list.txt", "--as", "my-list", "-o", "-", "-q"], PACK);
    let run = test.run(&["pack", "import", "-", "--as", "solo", "--rating", "teen", "--output", "solo.toml"]);
    assert_eq!(
        run.err,
        "standard input was read as plain text, by its looks: 1 prompt in solo.toml
it is rated teen and states no licence; read it through, then set both
"
    );
    let head = "# Imported from standard input, read as plain text. No licence is known of it.\n\nformat = 1\n";
    assert!(fs::read_to_string(test.path().join("solo.toml")).unwrap().starts_with(head));
    let run = test.run(&["pack", "import", "-", "--as", "solo"]);
    assert!(run.err.contains("it stands in place of the pack solo that is built in\n"), "{}", run.err);
}

#[test]
fn what_came_of_it_is_printed_as_json() {
    let test = Test::new().file("list.txt", LIST);
    test.prints(
        &["pack", "import", "list.txt", "--as", "my-list", "-o", "a.toml", "--json", "-q"],
        concat!(
            r#"{"version":1,"file":"list.txt","format":"txt","guessed":true,"pack":"my-list","path":"a.toml","#,
            r#""rating":"mature","prompts":2,"lists":0,"lost":[{"file":"list.txt","line":3,"column":4,"#,
            r#""what":"left out: it reads the same as the text in line 2"}]}"#,
            "\n"
        ),
    );
    let says = "error: the pack and JSON can't both go to standard output; name a file with --output\n";
    test.says(&["pack", "import", "list.txt", "--as", "my-list", "-o", "-", "--json"], 2, says);
}

#[test]
fn what_can_not_be_imported_says_why() {
    let test =
        Test::new().file("empty.txt", "# nothing\n\u{9b}\n").file("u.txt", b"\xFE\xFF\0a").file("a.csv", "a,b\n1,2\n");
    let import = |file| ["pack", "import", file, "--as", "new"];
    test.says(
        &import("empty.txt"),
        1,
        "empty.txt:2:1: left out: it has the character U+009B in it, which no screen may be sent
error: empty.txt can't be imported: nothing in it can become a prompt; nothing was written
",
    );
    test.says(
        &import("u.txt"),
        2,
        "error: u.txt can't be imported: it is written in UTF-16; save it as UTF-8, then import it again\n",
    );
    test.says(
        &import("a.csv"),
        2,
        "error: a.csv can't be imported: no column of it is headed text or prompt; say what its columns hold, such as \
         --columns text,tags,- (- for one to be left out)\n",
    );
    test.says(&import("gone.txt"), 2, "error: there is no file or folder gone.txt; check the path\n");
    assert!(!test.path().join("home").exists());
}
