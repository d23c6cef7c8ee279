//! The terminal: taken over, and put back whatever happens.
//!
//! Start with [`Screen::enter`]. [`put_back_on_panic`] comes before it.

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::path::Path;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use crate::print;

/// Large enough for a whole frame, so that each is one write.
const FRAME: usize = 1 << 16;

/// The terminal while the stage has it. Dropping it gives it back.
#[derive(Debug)]
pub struct Screen {
    /// Never dropped: it would complain of a window that was closed, in that window, and panic.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
}

impl Screen {
    /// Takes the terminal over.
    pub fn enter() -> io::Result<Self> {
        take_over()?;
        let out = BufWriter::with_capacity(FRAME, io::stdout());
        Ok(Self { terminal: ManuallyDrop::new(Terminal::new(CrosstermBackend::new(out))?) })
    }

    /// Draws a frame: what changed since the last one.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(render).map(|_| ())
    }

    /// Rings the bell.
    pub fn ring(&mut self) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        out.write_all(b"\x07")?;
        io::Write::flush(out)
    }

    /// Asks the terminal to put this on its clipboard (OSC 52). It may refuse, and does not say so.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Gives the terminal back for a while.
    pub fn leave(&mut self) {
        give_back();
    }

    /// Takes it over again; the next frame is drawn whole.
    pub fn enter_again(&mut self) -> io::Result<()> {
        take_over()?;
        // `Terminal::clear` would ask the terminal where its cursor is, and wait for an answer that comes as input.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    // A program that was killed may have left that screen on, with text on it.
    execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, cursor::Hide)
}

fn give_back() {
    // Whatever of it fails, the rest is still worth trying, and a terminal that is gone needs nothing.
    let _ = execute!(io::stdout(), DisableBracketedPaste, cursor::Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

/// From now on a panic in any thread gives the terminal back, says what happened and where the log is, and ends the
/// program: every take and verdict that was shown as kept is in the log.
pub fn put_back_on_panic(log: &Path) {
    let log = log.to_owned();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("it did not say why");
        let message = format!(
            "sidecoach stopped because of a mistake of its own: {what}{place}\n\
             What the stage had shown is in the take log: {}\n\
             Start sidecoach again to go on; please report the first line.\n",
            log.display()
        );
        let _ = io::stderr().write_all(print::clean(&message).as_bytes());
        std::process::exit(101);
    }));
}
