//! Makes the README's pictures anew: plays a workshop in a pseudo-terminal and draws its screens as SVG, cell by cell.
//!
//!     cargo bench --bench pictures

#![expect(clippy::disallowed_methods, reason = "the real program is started, and its pictures are written")]

use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use vt100::{Cell, Color, Parser};

const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
/// Of a cell, in pixels.
const WIDTH: u16 = 10;
const HEIGHT: u16 = 20;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/pictures");

/// Blocks by the quarters of a cell that they fill: upper left 8, upper right 4, lower left 2, lower right 1.
const QUARTERS: [&str; 16] = ["", "▗", "▖", "▄", "▝", "▐", "▞", "▟", "▘", "▚", "▌", "▙", "▀", "▜", "▛", "█"];

/// What to press, what the screen then says, and what the picture of it is called, if one is made.
const SCRIPT: &[(&str, &str, Option<&str>)] = &[
    ("", "enter draw", None),
    ("\r", "enter call it", None),
    ("\r", "get ready", None),
    ("\r", "enter edit", None),
    ("m", "mark", None),
    ("s", "shift:", Some("stage")),
    ("f", "", Some("spotlight")),
    ("f", "enter edit", None),
    ("\r", "usable?", None),
    ("g", "● usable", None),
    ("\r", "enter call it", None),
    ("\r\r", "enter edit", None),
    ("b", "broken off", None),
    ("2", "filter", Some("takes")),
    ("3", "add", Some("roster")),
    ("4", "weight", None),
    ("jjj", "", Some("packs")),
];

fn main() {
    let home = tempfile::tempdir().expect("a folder");
    let size = PtySize { rows: ROWS, cols: COLUMNS, ..PtySize::default() };
    let pty = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sidecoach"));
    command.args(["--players", "Ana, Ben, Chi, Dee", "-p", "turns", "--seed", "9", "--workshop", "Tuesday lab"]);
    command.env_clear();
    let home = home.path().to_str().expect("a path");
    for (name, value) in [("HOME", home), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
        command.env(name, value);
    }
    let mut child = pty.slave.spawn_command(command).expect("the program");
    let mut output = pty.master.try_clone_reader().expect("its output");
    let mut input = pty.master.take_writer().expect("its input");
    let cells = |n| NonZero::new(n).expect("some");
    let shown = Arc::new((Mutex::new(Parser::new(cells(ROWS), cells(COLUMNS), 0)), Condvar::new()));
    let screen = Arc::clone(&shown);
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(n @ 1..) = output.read(&mut buffer) {
            screen.0.lock().expect("one reads at a time").process(&buffer[..n]);
            screen.1.notify_all();
        }
    });
    fs::create_dir_all(FOLDER).expect("a folder");
    for (keys, says, picture) in SCRIPT {
        // Longer than `enter` is swallowed, and long enough for the clock to have moved.
        thread::sleep(Duration::from_millis(1500));
        input.write_all(keys.as_bytes()).expect("a key");
        let parser = shown.0.lock().expect("one reads at a time");
        let wait = |parser: &mut Parser| !parser.screen().contents().contains(says);
        let patience = Duration::from_secs(10);
        let (mut parser, waited) = shown.1.wait_timeout_while(parser, patience, wait).expect("one reads at a time");
        assert!(!waited.timed_out(), "{says:?} never came:\n{}", parser.screen().contents());
        if let Some(name) = picture {
            // The frame that said it may not be whole yet.
            parser = shown.1.wait_timeout(parser, Duration::from_millis(400)).expect("one reads at a time").0;
            let path = Path::new(FOLDER).join(format!("{name}.svg"));
            fs::write(&path, svg(&parser)).expect("a file");
            println!("{}", path.display());
        }
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}

/// A screen as a picture.
fn svg(parser: &Parser) -> String {
    let screen = parser.screen();
    let (width, height) = ((COLUMNS + 2) * WIDTH, (ROWS + 1) * HEIGHT);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace, \
         'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"16\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n",
        color(Color::Default, false)
    );
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            if let Some(cell) = screen.cell(row, column) {
                let (x, y) = ((column + 1) * WIDTH, row * HEIGHT + HEIGHT / 2);
                draw(&mut svg, cell, x, y);
            }
        }
    }
    svg + "</svg>\n"
}

/// A cell at its place. Blocks are drawn as such, so that no font leaves gaps between them.
fn draw(svg: &mut String, cell: &Cell, x: u16, y: u16) {
    let (ink, field) = (color(cell.fgcolor(), true), color(cell.bgcolor(), false));
    let (ink, field) = if cell.inverse() { (field, ink) } else { (ink, field) };
    let mut rect = |x: u16, y: u16, width: u16, height: u16, fill: &str| {
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>");
    };
    if field != color(Color::Default, false) {
        rect(x, y, WIDTH, HEIGHT, &field);
    }
    let (half, low) = (WIDTH / 2, HEIGHT / 2);
    let shown = cell.contents();
    if let Some(quarters) = QUARTERS.iter().position(|known| *known == shown.trim()) {
        for (bit, x, y) in [(8, x, y), (4, x + half, y), (2, x, y + low), (1, x + half, y + low)] {
            if quarters & bit != 0 {
                rect(x, y, half, low, &ink);
            }
        }
    } else {
        let text = shown.replace('&', "&amp;").replace('<', "&lt;");
        let weight = if cell.bold() { " font-weight=\"bold\"" } else { "" };
        let opacity = if cell.dim() { " opacity=\"0.7\"" } else { "" };
        let y = y + HEIGHT * 3 / 4;
        let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" fill=\"{ink}\"{weight}{opacity}>{text}</text>");
    }
}

/// A colour of a dark terminal.
fn color(color: Color, is_ink: bool) -> String {
    const SIXTEEN: [&str; 16] = [
        "#1e2127", "#e06c75", "#98c379", "#d19a66", "#61afef", "#c678dd", "#56b6c2", "#abb2bf", "#5c6370", "#e06c75",
        "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#ffffff",
    ];
    match color {
        Color::Default if is_ink => "#e6e6e6".to_owned(),
        Color::Default => "#16181d".to_owned(),
        Color::Idx(n) => SIXTEEN.get(usize::from(n)).unwrap_or(&"#e6e6e6").to_string(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}
