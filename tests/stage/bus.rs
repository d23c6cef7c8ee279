//! A desktop that takes no notification, or never says so, keeps nobody waiting.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::terminal::{Home, Terminal};

/// A scene of three seconds with a line to call each quarter of a second.
fn pack() -> String {
    let at = |n: u32| format!("{{ text = \"Line {n}.\", at = \"{}%\" }}", n * 8);
    let lines = (1..=SIGNALS).map(at).collect::<Vec<_>>().join(", ");
    format!(
        "format = 1\ntitle = \"Signals\"\nrating = \"general\"\n\n[[prompt]]\nid = \"hurry\"\ntext = \"They hurry.\"\nplayers = \"2\"\n\
         time = {{ scene = \"3s\" }}\ncoach = [{lines}]\n"
    )
}

/// How many cues call for attention while its time runs.
const SIGNALS: u32 = 11;

/// Plays a scene to its end, so that all of it is signalled, and quits in the middle of the next. Gives how many threads
/// it had after the first signal and after the last.
fn play(desktop: bool, address: &Path) -> (usize, usize) {
    let mut home = Home::new();
    home.set("DBUS_SESSION_BUS_ADDRESS", &format!("unix:path={}", address.display()));
    std::fs::create_dir_all(home.file("config/sidecoach")).unwrap();
    let settings = format!("[warn]\nat = \"off\"\n\n[signals]\nbell = true\ndesktop = {desktop}\n");
    std::fs::write(home.file("config/sidecoach/config.toml"), settings).unwrap();
    let path = home.file("signals.toml");
    std::fs::write(&path, pack()).unwrap();
    let mut stage = Terminal::stage(&home, &["-p", path.to_str().unwrap(), "--players", "Ana, Ben"]);
    stage.wait_for(&["enter draw"]);
    stage.press("\r\r\r");
    stage.wait_for(&["take 1 ", "enter edit"]);
    wait_for_bells(&stage, 2);
    let early = stage.threads();
    stage.press("m");
    stage.wait_for(&["● ", "mark"]);
    wait_for_bells(&stage, SIGNALS as usize + 1);
    stage.wait_for(&["OVER"]);
    let late = stage.threads();
    stage.press("\r");
    stage.wait_for(&["usable?"]);
    stage.press("g");
    stage.wait_for(&["● usable"]);
    stage.press("\r");
    stage.wait_for(&["enter call it"]);
    stage.press("\r\r");
    stage.wait_for(&["take 2 ", "enter edit"]);
    wait_for_bells(&stage, SIGNALS as usize + 2);
    stage.press("\x03\x03");
    assert!(stage.ended().success());
    stage.given_back();
    let takes = home.takes();
    assert_eq!((&takes[0]["ending"], &takes[1]["ending"]), (&"interrupted".into(), &"time".into()));
    (early, late)
}

/// Waits until the bell was rung so often.
fn wait_for_bells(stage: &Terminal, times: usize) {
    stage.wait_for_bytes("the bell", |bytes| bytes.split(|&byte| byte == 7).count() > times);
}

/// Plays with notifications and without: one at most is under way.
fn check(address: &Path) {
    let (_, without) = play(false, address);
    let (early, late) = play(true, address);
    assert!(late.max(early) <= without + 1, "{early}, then {late} threads, and {without} without notifications");
}

#[test]
fn without_a_bus_the_stage_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    check(&dir.path().join("no-bus"));
}

#[test]
fn with_a_bus_that_lets_nobody_in_the_stage_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let address = dir.path().join("bus");
    let listener = UnixListener::bind(&address).unwrap();
    check(&address);
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_ok(), "somebody waits to be let in");
}

/// A bus that does this with whoever comes, and says that somebody did.
fn bus(address: &Path, meet: fn(UnixStream)) -> Receiver<()> {
    let listener = UnixListener::bind(address).unwrap();
    let (came, visits) = mpsc::channel();
    thread::spawn(move || {
        for visitor in listener.incoming() {
            let visitor = visitor.unwrap();
            let _ = came.send(());
            thread::spawn(move || meet(visitor));
        }
    });
    visits
}

/// Reads whatever is said until the other side is gone.
fn listen(mut visitor: UnixStream) {
    let mut said = [0; 1024];
    while let Ok(1..) = visitor.read(&mut said) {}
}

#[test]
fn with_a_bus_that_says_nothing_the_stage_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let address = dir.path().join("bus");
    let visits = bus(&address, listen);
    check(&address);
    assert_eq!(visits.try_recv(), Ok(()));
}

#[test]
fn with_a_bus_that_welcomes_and_then_says_nothing_the_stage_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let address = dir.path().join("bus");
    let visits = bus(&address, |mut visitor| {
        let _ = visitor.write_all(b"OK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n");
        listen(visitor);
    });
    check(&address);
    assert_eq!(visits.try_recv(), Ok(()));
}
