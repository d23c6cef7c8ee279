use std::fs;

use crate::bench::{Run, Test};

#[test]
fn the_main_page_is_printed() {
    let Run { code, out, err } = Test::new().run(&["man"]);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!("man", out.replace(env!("CARGO_PKG_VERSION"), "[version]"));
}

#[test]
fn every_command_has_a_page() {
    let test = Test::new();
    let Run { code, out, err } = test.run(&["man", "pages"]);
    let pages = fs::read_dir(test.path().join("pages")).unwrap().map(|page| page.unwrap().file_name());
    let mut pages: Vec<String> = pages.map(|page| page.into_string().unwrap()).collect();
    pages.sort();
    assert_eq!((code, out.as_str(), err), (0, "", format!("{} pages are in pages\n", pages.len())));
    insta::assert_snapshot!("man-pages", pages.join("\n"));
    insta::assert_snapshot!(
        "man-takes-cast",
        test.text("pages/sidecoach-takes-cast.1").replace(env!("CARGO_PKG_VERSION"), "[version]")
    );
    assert_eq!(test.text("pages/sidecoach.1"), test.run(&["man"]).out);
}

#[test]
fn a_folder_that_can_not_be_made_is_told() {
    let told = "error: pages/sidecoach-warmup.1 can't be written: File exists (os error 17); check its folder and who may write there\n";
    Test::new().file("pages", "").says(&["man", "pages"], 2, told);
}
