//! What a running clock costs: the stage and a warm-up against a floor that does nothing but count down, and against any other programs
//! named, each on a pseudo-terminal of 120 by 40, one after the other, for so many seconds:
//!
//!     cargo bench --bench clock -- 20 'termdown 600' 'timr-tui -m countdown -c 10:00 :: s'
//!
//! What stands behind `::` is typed into it, a key each half second.
//! Prints CPU time, voluntary context switches (wake-ups of all threads) and bytes written, a second each, and the ratio of
//! a scene's to each other's. Linux only: it reads `/proc`. `benches/peers.sh` brings other timers and runs them here.

#![expect(clippy::disallowed_methods, reason = "real programs are started and measured")]

use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
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
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if args.first().is_some_and(|arg| arg == "floor") {
        return floor(Duration::from_secs(600));
    }
    let (numbers, peers): (Vec<_>, Vec<_>) = args.into_iter().partition(|arg| arg.parse::<u64>().is_ok());
    let seconds = numbers.first().and_then(|number| number.parse().ok()).unwrap_or(10);
    let me = std::env::current_exe().expect("this program");
    let me = me.to_str().expect("a path");
    let stage = env!("CARGO_BIN_EXE_sidecoach");
    let warmup = vec![stage, "warmup", "--every", "10m"];
    let mut subjects = vec![
        ("a scene".to_owned(), vec![stage], "\r\r\r"),
        ("a scene, paused".to_owned(), vec![stage], "\r\r\r "),
        ("an idle stage".to_owned(), vec![stage], ""),
        ("a warm-up".to_owned(), warmup.clone(), ""),
        ("a warm-up, paused".to_owned(), warmup, " "),
        ("the floor".to_owned(), vec![me, "floor"], ""),
    ];
    subjects.extend(peers.iter().map(|peer| {
        let (command, keys) = peer.split_once(" :: ").unwrap_or((peer, ""));
        let words: Vec<&str> = command.split(' ').collect();
        let name = words[0].rsplit('/').next().unwrap_or(peer).to_owned();
        (name, words, keys)
    }));
    println!("{:<18} {:>10} {:>12} {:>10}   scene/this: cpu, wake-ups, bytes", "", "cpu ms/s", "wake-ups/s", "bytes/s");
    let mut scene = None;
    for (name, command, keys) in subjects {
        let cost = measure(&command, keys, seconds);
        let scene = scene.get_or_insert(cost);
        let ratio =
            |ours: f64, theirs: f64| if theirs > 0.0 { format!("{:.2}", ours / theirs) } else { "-".to_owned() };
        let ratios = [ratio(scene.cpu, cost.cpu), ratio(scene.wakes, cost.wakes), ratio(scene.bytes, cost.bytes)];
        let Cost { cpu, wakes, bytes } = cost;
        println!("{name:<18} {cpu:>10.3} {wakes:>12.2} {bytes:>10.1}   {}", ratios.join(", "));
    }
}

/// What a second costs.
#[derive(Clone, Copy)]
struct Cost {
    /// Milliseconds of CPU.
    cpu: f64,
    /// Voluntary context switches.
    wakes: f64,
    /// Bytes written to the terminal.
    bytes: f64,
}

fn measure(command: &[&str], keys: &str, seconds: u64) -> Cost {
    let home = tempfile::tempdir().expect("a folder");
    let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() }).expect("a terminal");
    let mut command = CommandBuilder::from_argv(command.iter().map(OsString::from).collect());
    command.env_clear();
    let path = std::env::var("PATH").unwrap_or_default();
    let home = home.path().to_str().expect("a path");
    for (name, value) in [("HOME", home), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("PATH", &path)] {
        command.env(name, value);
    }
    let mut child = pty.slave.spawn_command(command).expect("the program");
    let pid = child.process_id().expect("a process");
    let mut output = pty.master.try_clone_reader().expect("its output");
    let input = Arc::new(Mutex::new(pty.master.take_writer().expect("its input")));
    let type_in = |text: &str| input.lock().expect("one writes at a time").write_all(text.as_bytes()).expect("a key");
    let written = Arc::new(AtomicU64::new(0));
    let (count, answer) = (Arc::clone(&written), Arc::clone(&input));
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        while let Ok(n @ 1..) = output.read(&mut buffer) {
            count.fetch_add(n as u64, Ordering::Relaxed);
            // Some ask where the cursor is before they begin.
            if buffer[..n].windows(4).any(|bytes| bytes == b"\x1b[6n") {
                let _ = answer.lock().map(|mut input| input.write_all(b"\x1b[1;1R"));
            }
        }
    });
    for key in keys.chars() {
        thread::sleep(Duration::from_millis(500));
        type_in(&key.to_string());
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
