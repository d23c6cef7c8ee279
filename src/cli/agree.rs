//! Somebody who is asked before a thing is done.

use std::io::{self, IsTerminal};

use super::Context;

/// What somebody says to a question, or nothing where there is no terminal to ask in.
pub fn asked(cx: &Context, question: &str) -> Option<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    cx.print.err(&format!("{question} [y/N] "));
    let mut answer = String::new();
    let said = io::stdin().read_line(&mut answer).is_ok_and(|bytes| bytes > 0);
    Some(said && answer.trim_start().starts_with(['y', 'Y']))
}
