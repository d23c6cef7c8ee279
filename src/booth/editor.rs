//! The user's editor.
//!
//! Start with [`command`]. `KNOWN` says how editors are told a line, and to wait.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Child, Command};

/// What is run where nobody says what.
const USUAL: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// How an editor is told at which line to open a file.
#[derive(Debug, Clone, Copy)]
enum At {
    /// `+7 FILE`
    Plus,
    /// `FILE:7`
    Colon,
    /// `--goto FILE:7`
    Goto,
    /// `-l 7 FILE`
    Option,
}

/// Editors by the names of their programs, and the options that let them wait, of which the first is added if none is
/// there.
const KNOWN: &[(&[&str], At, &[&str])] = &[
    (&["vi", "vim", "nvim", "nvi", "view", "elvis", "vile", "vis"], At::Plus, &[]),
    (&["gvim", "mvim"], At::Plus, &["-f", "--nofork"]),
    (&["nano", "pico", "emacs", "emacsclient", "mg", "jmacs", "zile"], At::Plus, &[]),
    (&["kak", "micro", "joe", "ne", "mcedit"], At::Plus, &[]),
    (&["gedit", "gnome-text-editor", "pluma", "xed"], At::Plus, &["--wait", "-w"]),
    (&["hx", "helix"], At::Colon, &[]),
    (&["subl", "zed", "zeditor"], At::Colon, &["--wait", "-w"]),
    (&["code", "code-insiders", "code-oss", "codium", "vscodium"], At::Goto, &["--wait", "-w"]),
    (&["kate"], At::Option, &["--block", "-b"]),
    (&["mate"], At::Option, &["--wait", "-w"]),
];

/// The editor that the user wants: `$VISUAL` or `$EDITOR`, which may have arguments.
#[must_use]
pub fn wanted() -> String {
    let asked = |name| env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    asked("VISUAL").or_else(|| asked("EDITOR")).unwrap_or_else(|| USUAL.to_owned())
}

/// What opens a file in an editor, at a line if it can be told one, and lasts as long as it is open.
#[must_use]
pub fn command(editor: &str, path: &Path, line: Option<usize>) -> Command {
    let mut command = program(editor);
    command.args(arguments(editor, path, line));
    command
}

/// Opens a file in the user's editor and waits for its end. Gives a sentence if it was of no use.
pub(super) fn open(path: &Path, line: Option<usize>) -> Result<(), String> {
    let editor = wanted();
    let failed = |why: String| {
        format!("the editor `{editor}` {why}; set VISUAL or EDITOR to another, or change {} yourself", path.display())
    };
    let child = command(&editor, path, line).spawn().map_err(|e| failed(format!("can't be started: {e}")))?;
    match wait(child) {
        Ok(true) => Ok(()),
        Ok(false) => Err(failed("ended with an error".to_owned())),
        Err(e) => Err(failed(format!("can't be waited for: {e}"))),
    }
}

/// Waits for the editor's end, and says whether it was a good one. When it is stopped, so is this program, so that the
/// shell they came from has the terminal.
#[cfg(unix)]
#[expect(clippy::needless_pass_by_value, reason = "it is gone once it was waited for")]
fn wait(child: Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitOptions, waitpid};
    let pid = Pid::from_child(&child);
    loop {
        match waitpid(Some(pid), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => super::signals::stop()?,
            Ok(Some((_, status))) => return Ok(status.exit_status() == Some(0)),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
    }
}

#[cfg(not(unix))]
fn wait(mut child: Child) -> io::Result<bool> {
    Ok(child.wait()?.success())
}

/// The program with its own arguments. As git does it, a shell reads what has quotes or the like in it.
pub(super) fn program(editor: &str) -> Command {
    if cfg!(unix) && editor.contains(|c| "|&;<>()$`\\\"'*?[#~=%".contains(c)) {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor);
        return shell;
    }
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(USUAL));
    command.args(words);
    command
}

/// What is to be said to an editor beside its own arguments.
fn arguments(editor: &str, path: &Path, line: Option<usize>) -> Vec<OsString> {
    let mut words = editor.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    let program = Path::new(words.next().unwrap_or_default()).file_stem().unwrap_or_default();
    let known = KNOWN.iter().find(|(names, ..)| names.iter().any(|name| program == *name));
    let Some(&(_, at, waits)) = known else { return vec![path.into()] };
    let waits = waits.first().filter(|_| !words.any(|word| waits.contains(&word)));
    let mut arguments: Vec<OsString> = waits.map(Into::into).into_iter().collect();
    let Some(line) = line else {
        arguments.push(path.into());
        return arguments;
    };
    let mut place = path.as_os_str().to_owned();
    place.push(format!(":{line}"));
    match at {
        At::Plus => arguments.extend([format!("+{line}").into(), path.into()]),
        At::Colon => arguments.push(place),
        At::Goto => arguments.extend(["--goto".into(), place]),
        At::Option => arguments.extend(["-l".into(), line.to_string().into(), path.into()]),
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_a_line_as_they_know_it() {
        for (editor, line, told) in [
            ("vim", Some(7), "+7 a.toml"),
            ("vim", None, "a.toml"),
            ("/usr/bin/nano -w", Some(7), "+7 a.toml"),
            ("emacsclient -t", Some(7), "+7 a.toml"),
            ("gvim", Some(7), "-f +7 a.toml"),
            ("gvim --nofork", Some(7), "+7 a.toml"),
            ("hx", Some(7), "a.toml:7"),
            ("subl", Some(7), "--wait a.toml:7"),
            ("code --wait", Some(7), "--goto a.toml:7"),
            ("code -n", None, "--wait a.toml"),
            ("\"/opt/code\" -n", Some(7), "--wait --goto a.toml:7"),
            ("kate", Some(7), "--block -l 7 a.toml"),
            ("my-editor", Some(7), "a.toml"),
        ] {
            let arguments = arguments(editor, Path::new("a.toml"), line);
            assert_eq!(arguments.join(&OsString::from(" ")), told, "{editor}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_what_only_a_shell_can() {
        for (editor, ran) in [
            ("code -n", r#""code" "-n""#),
            ("\"/opt/my editor\" -n", r#""sh" "-c" "\"/opt/my editor\" -n \"$@\"" "\"/opt/my editor\" -n""#),
            ("~/bin/ed", r#""sh" "-c" "~/bin/ed \"$@\"" "~/bin/ed""#),
        ] {
            assert_eq!(format!("{:?}", program(editor)), ran);
        }
    }
}
