//! Which pack files change while the program runs.
//!
//! Start with [`Watcher`]. It is the folders that are watched, not the files in them: an editor that writes a new file
//! and gives it the old one's name, and a file that is deleted and made again, are seen like any other change.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::packs::may_be_pack;

/// How long nothing more may change before a change is told.
const QUIET: Duration = Duration::from_millis(75);

/// How late a change is told at most, however much goes on.
const LATEST: Duration = Duration::from_millis(500);

/// The pack files that were written, made, renamed or removed, by the paths they are watched under. A folder stands for
/// everything in it, where what exactly changed is not known.
pub type Changed = BTreeSet<PathBuf>;

/// What the watching thread hears of.
enum Heard {
    Event(notify::Result<Event>),
    Stop,
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    stop: Sender<Heard>,
}

impl Watcher {
    /// Watches files, and folders for the packs in them, on a thread of its own. What changes is told when nothing more
    /// has changed for a moment. A path need not be there yet, the folder it stands in must.
    pub fn new(paths: &[PathBuf], send: impl Fn(Changed) + Send + 'static) -> io::Result<Self> {
        let (tell, heard) = mpsc::channel();
        let stop = tell.clone();
        let watcher = notify::recommended_watcher(move |event| {
            // A thread that was stopped wants to hear no more.
            let _ = tell.send(Heard::Event(event));
        });
        let mut watch = Watch { paths: paths.to_vec(), spots: Vec::new(), watcher: watcher.map_err(io::Error::other)? };
        watch.look()?;
        thread::Builder::new().name("watch".to_owned()).spawn(move || watch.run(&heard, send))?;
        Ok(Self { stop })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // A thread that has ended need not be stopped.
        let _ = self.stop.send(Heard::Stop);
    }
}

/// What is watched, on its thread.
struct Watch {
    paths: Vec<PathBuf>,
    spots: Vec<Spot>,
    watcher: RecommendedWatcher,
}

impl Watch {
    fn run(mut self, heard: &Receiver<Heard>, send: impl Fn(Changed)) {
        while let Ok(Heard::Event(event)) = heard.recv() {
            let mut changed = self.changed(event);
            let latest = Instant::now() + LATEST;
            let mut due = Instant::now() + QUIET;
            while !changed.is_empty() {
                match heard.recv_timeout(due.min(latest).saturating_duration_since(Instant::now())) {
                    Ok(Heard::Event(event)) => {
                        let more = self.changed(event);
                        if !more.is_empty() {
                            due = Instant::now() + QUIET;
                        }
                        changed.extend(more);
                    }
                    Ok(Heard::Stop) => return,
                    Err(_) => {
                        // A folder or a link that was made anew leads elsewhere now. One that is gone is seen again when
                        // it comes back to where it was.
                        let _ = self.look();
                        send(std::mem::take(&mut changed));
                    }
                }
            }
        }
    }

    /// Finds out where to look, and looks there. Where one place can't be looked at, the others are, and the reason is
    /// given.
    fn look(&mut self) -> io::Result<()> {
        let found: io::Result<Vec<_>> = self.paths.iter().map(|path| spots(path)).collect();
        self.spots = found?.concat();
        let folders: BTreeSet<&Path> = self.spots.iter().map(|spot| spot.folder.as_path()).collect();
        let watched = folders.into_iter().map(|folder| self.watcher.watch(folder, RecursiveMode::NonRecursive));
        watched.fold(Ok(()), notify::Result::and).map_err(io::Error::other)
    }

    /// The files that an event is about. To read a file is none.
    fn changed(&self, event: notify::Result<Event>) -> Changed {
        match event {
            Ok(event) if event.need_rescan() => self.paths.iter().cloned().collect(),
            Ok(Event { kind: EventKind::Access(_), .. }) => Changed::new(),
            Ok(event) => {
                event.paths.iter().flat_map(|path| self.spots.iter().filter_map(|spot| spot.told(path))).collect()
            }
            Err(_) => self.paths.iter().cloned().collect(),
        }
    }
}

/// A folder, and what is looked for in it.
#[derive(Clone)]
struct Spot {
    folder: PathBuf,
    /// The one name that counts; without one, that of any pack.
    name: Option<OsString>,
    /// The path under which it is watched.
    watched: PathBuf,
}

impl Spot {
    /// The path under which something here is told, if it counts.
    fn told(&self, path: &Path) -> Option<PathBuf> {
        let name = path.file_name().filter(|_| path.parent() == Some(&self.folder))?;
        match &self.name {
            Some(only) => (name == only).then(|| self.watched.clone()),
            None => may_be_pack(path).then(|| self.watched.join(name)),
        }
    }
}

/// Where a path stands, and where it leads if it is a folder or a link.
fn spots(path: &Path) -> io::Result<Vec<Spot>> {
    let mut spots = Vec::new();
    let is_folder = path.is_dir();
    if is_folder {
        spots.push(Spot { folder: path.canonicalize()?, name: None, watched: path.to_owned() });
        for entry in fs::read_dir(path)?.filter_map(Result::ok) {
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            spots.extend((is_link && may_be_pack(&entry.path())).then(|| target(&entry.path())).flatten());
        }
    } else {
        spots.extend(target(path));
    }
    let full = std::path::absolute(path)?;
    if let (Some(folder), Some(name)) = (full.parent(), full.file_name()) {
        // A folder can be watched though nobody may look where it stands.
        if !is_folder || fs::read_dir(folder).is_ok() {
            let name = Some(name.to_owned());
            spots.push(Spot { folder: folder.canonicalize()?, name, watched: path.to_owned() });
        }
    }
    Ok(spots)
}

/// The place of a file, wherever links lead to it.
fn target(path: &Path) -> Option<Spot> {
    let full = path.canonicalize().ok()?;
    let (folder, name) = (full.parent()?.to_owned(), Some(full.file_name()?.to_owned()));
    Some(Spot { folder, name, watched: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// A folder, and what is told of changes in it.
    struct Room {
        folder: TempDir,
        told: Receiver<Changed>,
        _watching: Watcher,
    }

    impl Room {
        /// Prepares a folder and watches some paths in it.
        fn new(prepare: impl Fn(&Path), watched: &[&str]) -> Self {
            let folder = TempDir::new().unwrap();
            prepare(folder.path());
            let (send, told) = mpsc::channel();
            let paths: Vec<PathBuf> = watched.iter().map(|path| folder.path().join(path)).collect();
            let watching = Watcher::new(&paths, move |changed| send.send(changed).unwrap_or_default()).unwrap();
            Self { folder, told, _watching: watching }
        }

        fn at(&self, path: &str) -> PathBuf {
            self.folder.path().join(path)
        }

        /// Waits until these paths were told, and finds that no others were.
        fn hear(&self, expected: &[&str]) {
            let expected: Changed = expected.iter().map(|path| self.at(path)).collect();
            let mut told = Changed::new();
            while told != expected {
                told.extend(self.told.recv_timeout(Duration::from_secs(20)).unwrap());
                assert!(told.is_subset(&expected), "{told:?}");
            }
        }
    }

    fn write(path: &Path) {
        fs::write(path, "format = 1").unwrap();
    }

    #[test]
    fn a_file_is_seen_through_every_way_of_writing_it() {
        let room = Room::new(|folder| write(&folder.join("a.toml")), &["a.toml"]);
        write(&room.at("b.toml"));
        write(&room.at("a.toml"));
        room.hear(&["a.toml"]);
        for _ in 0..2 {
            write(&room.at("a.new"));
            fs::rename(room.at("a.new"), room.at("a.toml")).unwrap();
            room.hear(&["a.toml"]);
        }
        fs::remove_file(room.at("a.toml")).unwrap();
        room.hear(&["a.toml"]);
        write(&room.at("a.toml"));
        room.hear(&["a.toml"]);
    }

    #[test]
    fn packs_in_a_folder_are_seen_and_nothing_else_is() {
        let room = Room::new(|folder| fs::create_dir(folder.join("packs")).unwrap(), &["packs"]);
        write(&room.at("packs/.#a.toml"));
        write(&room.at("packs/a.toml~"));
        write(&room.at("beside.toml"));
        write(&room.at("packs/a.toml"));
        room.hear(&["packs/a.toml"]);
        fs::rename(room.at("packs/a.toml"), room.at("packs/b.toml")).unwrap();
        room.hear(&["packs/a.toml", "packs/b.toml"]);
    }

    #[test]
    fn a_folder_made_anew_is_watched_again() {
        let room = Room::new(|_| {}, &["packs"]);
        for _ in 0..2 {
            fs::create_dir(room.at("packs")).unwrap();
            room.hear(&["packs"]);
            write(&room.at("packs/a.toml"));
            room.hear(&["packs/a.toml"]);
            fs::remove_dir_all(room.at("packs")).unwrap();
            room.hear(&["packs", "packs/a.toml"]);
        }
    }

    #[test]
    fn links_are_followed() {
        let prepare = |folder: &Path| {
            fs::create_dir(folder.join("packs")).unwrap();
            fs::create_dir(folder.join("kept")).unwrap();
            write(&folder.join("kept/a.toml"));
            symlink("../kept/a.toml", folder.join("packs/a.toml")).unwrap();
        };
        for watched in ["packs", "packs/a.toml"] {
            let room = Room::new(prepare, &[watched]);
            write(&room.at("kept/a.toml"));
            room.hear(&["packs/a.toml"]);
        }
    }

    #[test]
    fn what_stands_nowhere_is_an_error() {
        assert!(Watcher::new(&[PathBuf::from("/nowhere/at/all/a.toml")], |_| {}).is_err());
    }
}
