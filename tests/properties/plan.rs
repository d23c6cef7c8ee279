//! A plan is read from any bytes: its blocks can be gone through, every finding shown.

use sidecoach::plan::Plan;
use sidecoach::plan::read::read;

use super::findings;

pub fn check(bytes: &[u8]) {
    let (plan, found) = read(bytes, &["turns"]);
    findings::hold(&String::from_utf8_lossy(bytes), &found);
    assert!(plan.is_some() || !found.is_empty(), "no plan, and no word about it");
    for block in plan.iter().flat_map(Plan::blocks) {
        findings::is_printable(&block.name);
    }
}
