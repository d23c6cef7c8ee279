//! What a running clock costs: the stage against a floor that does nothing but count down, on a pseudo-terminal of 120 by
//! 40, one after the other, for so many seconds each:
//!
//!     cargo bench --bench clock -- 20
//!
//! Prints CPU time, voluntary context switches (wake-ups of all threads) and bytes written, a second each, and the
//! stage's ratio to the floor. Linux only: it reads `/proc`.

#![expect(clippy::disallowed_methods, reason = "real programs are started and measured")]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::crossterm::event;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Color, Style};
use ratatui::widgets::{Block, Paragraph};
use sidecoach::ui::digits::{self, Size};

/// The stage's digits at this size.
const SCALE: Size = Size::Scaled(3);
const WARM_UP: Duration = Duration::from_secs(3);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "floor") {
        return floor(Duration::from_secs(600));
    }
    let seconds = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(10);
    let home = tempfile::tempdir().expect("a folder");
    let stage = env!("CARGO_BIN_EXE_sidecoach");
    let me = std::env::current_exe().expect("this program");
    let floor = measure(&me, &["floor"], home.path(), &[], seconds);
    let idle = measure(Path::new(stage), &[], home.path(), &[], seconds);
    let scene = measure(Path::new(stage), &["--new-workshop"], home.path(), &["\r", "\r", "\r"], seconds);
    println!("{:<22} {:>10} {:>12} {:>10}", "", "cpu ms/s", "wake-ups/s", "bytes/s");
    for (name, cost) in [("floor", &floor), ("idle stage", &idle), ("stage in a scene", &scene)] {
        println!("{name:<22} {:>10.3} {:>12.2} {:>10.1}", cost.cpu, cost.wakes, cost.bytes);
    }
    println!(
        "{:<22} {:>10.2} {:>12.2} {:>10.2}",
        "scene / floor",
        scene.cpu / floor.cpu,
        scene.wakes / floor.wakes,
        scene.bytes / floor.bytes
    );
}

/// What a second costs.
struct Cost {
    /// Milliseconds of CPU.
    cpu: f64,
    /// Voluntary context switches.
    wakes: f64,
    /// Bytes written to the terminal.
    bytes: f64,
}

fn measure(program: &Path, args: &[&str], home: &Path, keys: &[&str], seconds: u64) -> Cost {
    let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() }).expect("a terminal");
    let mut command = CommandBuilder::new(program);
    command.args(args);
    command.env_clear();
    for (name, value) in [("HOME", home.to_str().expect("a path")), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
        command.env(name, value);
    }
    let mut child = pty.slave.spawn_command(command).expect("the program");
    let pid = child.process_id().expect("a process");
    let mut output = pty.master.try_clone_reader().expect("its output");
    let written = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&written);
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(n @ 1..) = output.read(&mut buffer) {
            count.fetch_add(n as u64, Ordering::Relaxed);
        }
    });
    let mut input = pty.master.take_writer().expect("its input");
    for key in keys {
        thread::sleep(Duration::from_millis(500));
        input.write_all(key.as_bytes()).expect("a key");
    }
    thread::sleep(WARM_UP);
    let (begin, before) = (Instant::now(), (usage(pid), written.load(Ordering::Relaxed)));
    thread::sleep(Duration::from_secs(seconds));
    let (after, length) = ((usage(pid), written.load(Ordering::Relaxed)), begin.elapsed().as_secs_f64());
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let ((cpu, wakes), (cpu_before, wakes_before)) = (after.0, before.0);
    Cost {
        cpu: (cpu - cpu_before) as f64 / 1e6 / length,
        wakes: (wakes - wakes_before) as f64 / length,
        bytes: (after.1 - before.1) as f64 / length,
    }
}

/// Nanoseconds on a CPU and voluntary context switches so far, of all threads.
fn usage(pid: u32) -> (u64, u64) {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("a Linux process");
    let mut sum = (0, 0);
    for task in tasks.flatten() {
        let read = |name| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        let cpu = read("schedstat").split(' ').next().and_then(|ns| ns.parse::<u64>().ok());
        let status = read("status");
        let wakes = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        sum.0 += cpu.unwrap_or(0);
        sum.1 += wakes.and_then(|n| n.trim().parse::<u64>().ok()).unwrap_or(0);
    }
    sum
}

/// A countdown that draws once a second, and nothing else of a stage.
fn floor(length: Duration) {
    let mut terminal = ratatui::init();
    let start = Instant::now();
    loop {
        let left = length.saturating_sub(start.elapsed()).as_millis().div_ceil(1000) as u64;
        let clock = format!("{}:{:02}", left / 60, left % 60);
        let drawn = terminal.draw(|frame| {
            let rows = [Constraint::Length(12), Constraint::Length(SCALE.rows()), Constraint::Min(1)];
            let [prompt, clock_area, roles] = Layout::vertical(rows).areas(frame.area());
            let text = "Two strangers wait in the last train of the night.";
            frame.render_widget(Paragraph::new(text).block(Block::bordered().title(" Prompt ")), prompt);
            let style = Style::new().fg(Color::Yellow);
            digits::draw(frame.buffer_mut(), clock_area, &clock, SCALE, style);
            frame.render_widget(Paragraph::new("host  from relief to dread").block(Block::bordered()), roles);
        });
        drawn.expect("a terminal");
        let next = length.saturating_sub(Duration::from_secs(left - 1));
        let wait = next.saturating_sub(start.elapsed()) + Duration::from_millis(1);
        if event::poll(wait).expect("a terminal") {
            break;
        }
    }
    ratatui::restore();
}
