//! The program held against the model, in random evenings.
//!
//! Start with [`Evening`], which does each thing in both and compares them after every start.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustix::process::Signal;
use serde_json::Value;

use super::{Found, Minutes, Model, Phase, Plan, Wish, Workshop, roster};
use crate::terminal::{Home, Terminal};

/// How many evenings there are, unless the environment says otherwise.
const EVENINGS: u64 = 300;
/// How many things happen in one.
const LENGTH: usize = 20;
/// How many evenings go on at the same time: they wait for clocks most of the time.
const AT_ONCE: usize = 12;

/// Where the wall clock may stand.
const CLOCKS: [(&str, Minutes); 6] =
    [("-400d", -400 * 24 * 60), ("-3h", -3 * 60), ("", 0), ("+5m", 5), ("+5h", 5 * 60), ("+30d", 30 * 24 * 60)];

const NAMES: [&str; 4] = ["Ana", "Ben", "Chi", "Dee"];
const NEWCOMERS: [&str; 3] = ["Eli", "Flo", "Gus"];
const WORKSHOPS: [&str; 2] = ["X", "Y"];
/// The packs that there are; the first is that of the settings.
const PACKS: [&str; 3] = ["one", "two", "three"];

static EVENING: Plan = Plan { title: "Evening", blocks: [("warm", 1), ("deep", 2), ("late", 9)] };
static MATINEE: Plan = Plan { title: "Matinee", blocks: [("soft", 1), ("loud", 1), ("last", 9)] };

/// Another laptop, whose log and export are brought in here.
struct Elsewhere {
    _home: Home,
    workshop: &'static str,
    people: [&'static str; 2],
    command: &'static str,
    file: PathBuf,
}

static ELSEWHERE: LazyLock<[Elsewhere; 2]> = LazyLock::new(|| {
    [("X", ["Zoe", "Yan"], "merge"), ("Y", ["Uma", "Vic"], "import")].map(|(workshop, people, command)| {
        let home = home();
        let args = ["--workshop", workshop, "--players", &people.join(", ")];
        let mut stage = Terminal::stage(&home, &args);
        stage.wait_for(&["enter draw"]);
        stage.step("\r", &["enter call it"]);
        stage.step("\r", &["get ready"]);
        stage.step("\r", &["enter edit"]);
        stage.step(".\r", &["usable?"]);
        stage.step("g", &["● usable"]);
        stage.kill();
        let export = home.file("takes.jsonl");
        fs::write(&export, home.run(&["takes", "export", "--format", "jsonl", "--names"])).unwrap();
        let file = if command == "merge" { home.log() } else { export };
        Elsewhere { _home: home, workshop, people, command, file }
    })
});

static CAN_MOVE_CLOCKS: LazyLock<bool> = LazyLock::new(|| Home::new().move_clock("+5m"));

/// A home with packs and plans.
fn home() -> Home {
    let home = Home::new();
    let folder = home.log().parent().unwrap().join("packs");
    fs::create_dir_all(&folder).unwrap();
    for pack in PACKS {
        let prompt =
            |prompt| format!("[[prompt]]\nid = \"{prompt}\"\ntext = \"A {prompt} in {pack}.\"\nplayers = \"1+\"\n");
        let prompts = ["door", "window", "roof"].map(prompt).concat();
        let text = format!("format = 1\ntitle = \"{pack}\"\nrating = \"general\"\n{prompts}");
        fs::write(folder.join(format!("{pack}.toml")), text).unwrap();
    }
    for plan in [&EVENING, &MATINEE] {
        let blocks = plan.blocks.map(|(name, scenes)| format!("[[block]]\nname = \"{name}\"\nscenes = {scenes}\n"));
        let text = format!("format = 1\ntitle = \"{}\"\n{}", plan.title, blocks.concat());
        fs::write(home.file(plan.title), text).unwrap();
    }
    let settings = home.file("config/sidecoach/config.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    fs::write(settings, format!("packs = [\"{}\"]\n", PACKS[0])).unwrap();
    home
}

/// What was done so far, told if it comes to a bad end.
struct Told {
    seed: u64,
    lines: Vec<String>,
}

impl Drop for Told {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("evening {}:\n  {}", self.seed, self.lines.join("\n  "));
        }
    }
}

/// A laptop with its log, and what the model says of it.
struct Evening {
    told: Told,
    home: Home,
    model: Model,
    rng: ChaCha8Rng,
    now: Minutes,
    /// The stages that run, each with its workshop; one that was opened beside another comes after it, and has the keys.
    stages: Vec<(Terminal, usize)>,
    brought: BTreeSet<&'static str>,
}

/// What can happen.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Start,
    Draw,
    Take,
    Scene,
    Undo,
    Redo,
    Leave(Way),
    Away,
    Back,
    Add,
    Clock,
    Bring,
}

/// How a stage comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Quit,
    HangUp,
    Kill,
}

use Happening::{Add, Away, Back, Bring, Clock, Draw, Leave, Redo, Scene, Start, Take, Undo};

/// What happens while a stage runs and while none does, as often as it stands here.
const BUSY: [Happening; 20] = [
    Draw,
    Draw,
    Draw,
    Take,
    Take,
    Take,
    Scene,
    Scene,
    Undo,
    Undo,
    Redo,
    Leave(Way::Quit),
    Leave(Way::HangUp),
    Leave(Way::HangUp),
    Leave(Way::Kill),
    Leave(Way::Kill),
    Away,
    Back,
    Bring,
    Start,
];
const IDLE: [Happening; 10] = [Start, Start, Start, Start, Start, Clock, Clock, Away, Back, Add];

impl Evening {
    fn new(seed: u64) -> Self {
        Self {
            told: Told { seed, lines: Vec::new() },
            home: home(),
            model: Model::default(),
            rng: ChaCha8Rng::seed_from_u64(seed),
            now: 0,
            stages: Vec::new(),
            brought: BTreeSet::new(),
        }
    }

    fn go(mut self) {
        for _ in 0..LENGTH {
            let happening = *if self.stages.is_empty() { &IDLE[..] } else { &BUSY }.choose(&mut self.rng).unwrap();
            self.happen(happening);
        }
        while !self.stages.is_empty() {
            self.leave(Way::HangUp);
        }
        self.start(&Wish::default());
    }

    fn tell(&mut self, what: impl Debug) {
        self.told.lines.push(format!("{what:?}"));
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            // A scene writes down from time to time how far it has come: which of two was the last to write would be chance.
            Start if self.stages.len() < 2 && !self.is_on_stage() => {
                let wish = self.wish();
                self.start(&wish);
            }
            Draw => self.draw(),
            Take => self.take(),
            Scene => self.scene(),
            Undo => self.undo(),
            Redo => self.redo(),
            Leave(way) => self.leave(way),
            Away | Back => {
                let name = self.model.people.iter().copied().collect::<Vec<_>>().choose(&mut self.rng).copied();
                // A stage that another one covers hears of nothing yet.
                let top = self.stages.last().map(|(_, at)| *at);
                let is_covered = |at: usize| self.model.workshops[at].running.is_some() && Some(at) != top;
                let named =
                    WORKSHOPS.into_iter().filter(|name| self.model.named(name).is_some_and(|at| !is_covered(at)));
                let workshop =
                    named.map(Some).chain([None; 3]).collect::<Vec<_>>().choose(&mut self.rng).copied().unwrap();
                if let Some(name) = name {
                    self.place(name, matches!(happening, Back), workshop);
                }
            }
            Add => self.add(),
            Clock if *CAN_MOVE_CLOCKS => {
                let (by, now) = *CLOCKS.choose(&mut self.rng).unwrap();
                self.tell(("clock", by));
                self.home.move_clock(by);
                self.now = now;
            }
            Bring => self.bring(),
            Start | Clock => {}
        }
    }

    /// Whether a scene runs where the keys go.
    fn is_on_stage(&self) -> bool {
        self.stages.last().is_some_and(|(_, at)| matches!(self.model.workshops[*at].phase, Phase::Scene(_)))
    }

    /// What somebody may type.
    fn wish(&mut self) -> Wish {
        let rng = &mut self.rng;
        let mut players = None;
        if rng.random_bool(0.4) {
            let some: BTreeSet<_> = NAMES.into_iter().filter(|_| rng.random_bool(0.6)).collect();
            players = Some(some).filter(|some| !some.is_empty());
        }
        let name = rng.random_bool(0.4).then(|| *WORKSHOPS.choose(rng).unwrap());
        let is_new = rng.random_bool(0.1);
        let packs = rng.random_bool(0.25).then(|| *PACKS.choose(rng).unwrap());
        let plan = rng.random_bool(0.3).then(|| if rng.random_bool(0.6) { &EVENING } else { &MATINEE });
        Wish { name, is_new, players, packs, plan }
    }

    fn args(&self, wish: &Wish) -> Vec<String> {
        let mut args = Vec::new();
        let mut option = |name: &str, value: Option<String>| {
            args.extend(value.map(|value| [name.to_owned(), value]).into_iter().flatten());
        };
        option("--workshop", wish.name.map(str::to_owned));
        let players = wish.players.as_ref();
        option("--players", players.map(|players| players.iter().copied().collect::<Vec<_>>().join(", ")));
        option("-p", wish.packs.map(str::to_owned));
        option("--plan", wish.plan.map(|plan| self.home.file(plan.title).to_str().unwrap().to_owned()));
        args.extend(wish.is_new.then(|| "--new-workshop".to_owned()));
        args
    }

    /// Opens a stage, and compares what it shows and what commands say.
    fn start(&mut self, wish: &Wish) {
        let args = self.args(wish);
        self.tell(("start", args.iter().map(|arg| arg.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()));
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        // Wide enough for every line.
        let mut stage = Terminal::start_in(&self.home, env!("CARGO_BIN_EXE_sidecoach"), &args, (240, 24));
        let mut wish = wish.clone();
        let mut found = self.model.find(&wish, self.now);
        let mut questions = 0;
        while let Found::Asks(running) = found {
            questions += 1;
            let says = format!("{}, begun", self.model.workshops[running].name);
            stage.wait_until(&says, |screen| {
                screen.matches("is running in another window").count() == questions && screen.contains(&says)
            });
            let answer = [None, Some("X"), Some("Y")].choose(&mut self.rng).copied().unwrap();
            self.tell(("answers", answer));
            stage.press(&format!("{}\r", answer.unwrap_or_default()));
            if answer.is_none() {
                assert!(stage.ended().success(), "it quits");
                return self.compare();
            }
            wish.name = answer;
            found = self.model.find(&wish, self.now);
        }
        let screen = stage.wait_until("a stage", |screen| screen.contains("? keys") && !screen.contains("○ saving"));
        let was_planned = match found {
            Found::GoesOn(at) => self.model.workshops[at].plan,
            _ => None,
        };
        let steps = |model: &Model, at: usize| model.workshops.get(at).map_or(0, |workshop| workshop.undo.len());
        let before: Vec<_> = (0..self.model.workshops.len()).map(|at| steps(&self.model, at)).collect();
        let at = self.model.open(found, &wish, self.now);
        let is_cast = steps(&self.model, at) > before.get(at).copied().unwrap_or_default();
        if self.model.workshops[at].name.is_empty() {
            let name = screen.trim_start().split(" · ").next().unwrap();
            name.clone_into(&mut self.model.workshops[at].name);
        }
        self.tell((found, &self.model.workshops[at].name.clone()));
        self.stages.push((stage, at));
        let (lines, screen) = self.read(screen);
        assert_eq!(lines.contains("cast anew"), is_cast, "whether it is cast anew:\n{lines}\n{screen}");
        if is_cast {
            self.is_cast(&screen);
        }
        let is_plan_taken_up = was_planned.is_some_and(|plan| Some(plan) == self.model.workshops[at].plan);
        self.shows(found, is_plan_taken_up, &lines, &screen);
        self.takes_back_and_again();
        self.answer();
        self.compare();
    }

    /// Reads what stands there until it was read, and gives it with the screen behind it.
    fn read(&mut self, mut screen: String) -> (String, String) {
        let line = |screen: &str| screen.lines().rev().nth(1).unwrap().to_owned();
        let mut lines = line(&screen);
        while screen.contains("esc: seen") {
            screen = self.step("\x1b", &[]);
            lines += &line(&screen);
        }
        (lines, screen)
    }

    /// What a stage that was just opened must show, and what not.
    fn shows(&self, found: Found, is_plan_taken_up: bool, lines: &str, screen: &str) {
        let (_, at) = self.stages.last().unwrap();
        let workshop = &self.model.workshops[*at];
        let plan = workshop.plan.map(|running| {
            let (name, _) = running.plan.blocks[running.block];
            (running.plan.title, format!("{}/3 {name}", running.block + 1))
        });
        let (draws, usable) = (workshop.draws.len(), self.model.usable(*at));
        let mut shows = vec![format!("{} · {} present", workshop.name, workshop.present()), format!("{usable} usable")];
        let mut hides = Vec::new();
        if let Found::GoesOn(_) = found {
            let plural = if draws == 1 { "" } else { "s" };
            shows.push(format!("resumed {}: {draws} draw{plural}, {usable} usable", workshop.name));
            match workshop.packs {
                Some(packs) => shows.push(format!("packs {packs}")),
                None => hides.push("; packs "),
            }
        } else {
            hides.push("resumed");
        }
        if let Some((title, place)) = plan {
            let (done, scenes) = self.model.done(*at).unwrap();
            shows.push(format!("  {place}"));
            shows.push(format!("{done} of {scenes} scene"));
            shows.push(if is_plan_taken_up {
                format!("plan {title} at {place}")
            } else {
                format!("the plan {title} begins: 3 blocks")
            });
        } else {
            hides.push("plan ");
        }
        match self.model.asks_to_go_on(*at) {
            Some(take) => shows.push(format!("take {} was interrupted at", take + 1)),
            None => hides.push("goes on with it"),
        }
        for text in shows {
            assert!(screen.contains(&text) || lines.contains(&text), "not shown: {text}\n{lines}\n{screen}");
        }
        for text in hides {
            assert!(!lines.contains(text), "shown: {text}\n{lines}\n{screen}");
        }
    }

    /// What `u` takes back first, and `U` does again: then all is as before.
    fn takes_back_and_again(&mut self) {
        if self.rng.random_bool(0.3) {
            return;
        }
        let (_, at) = *self.stages.last().unwrap();
        if self.model.workshops[at].undo.is_empty() {
            self.step("u", &["nothing to take back"]);
            if !self.model.workshops[at].redo.is_empty() {
                self.redo();
                self.undo();
            }
        } else {
            self.undo();
            self.redo();
        }
    }

    fn undo(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        if let Some(says) = self.model.undo(at) {
            self.tell(("u", says));
            self.step("u", &[&format!("took back {says}")]);
        }
    }

    fn redo(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        if let Some(says) = self.model.redo(at) {
            self.tell(("U", says));
            self.step("U", &[&format!("redid {says}")]);
        }
    }

    /// Answers whether an interrupted scene goes on, if that is asked.
    fn answer(&mut self) {
        let (stage, at) = self.stages.last().unwrap();
        let at = *at;
        if !stage.screen().contains("enter goes on with it") {
            return;
        }
        match self.rng.random_range(0..3) {
            0 => {
                self.tell("enter");
                assert_eq!(self.model.undo(at), Some("the end"));
                self.step("\r", &["took back the end: the scene goes on after", "enter edit"]);
            }
            1 => {
                self.tell("esc");
                self.step("\x1b", &["the take stays ended"]);
            }
            _ => self.judge(),
        }
    }

    fn judge(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        self.tell("g");
        self.model.judge(at);
        self.step("g", &["● usable"]);
    }

    fn draw(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        let keys = match self.model.workshops[at].phase {
            Phase::Scene(_) => return,
            Phase::Drawn(_) => "n",
            Phase::Empty => "\r",
            Phase::Debrief(take) => {
                // One that has just ended waits for a verdict.
                if self.model.takes[take].ending == Some("edit") && !self.model.takes[take].is_usable {
                    self.judge();
                }
                "\r"
            }
        };
        self.tell("draw");
        self.model.draw(at);
        let screen = self.step(keys, &["enter call it"]);
        let workshop = &self.model.workshops[at];
        let packs = workshop.packs.unwrap_or(PACKS[0]);
        assert!(screen.contains(&format!("   {packs}/")), "it is of the pack {packs}:\n{screen}");
        self.is_cast(&screen);
    }

    /// Notes who is cast in what is on the table. Which of those who are here is not for the model to say.
    fn is_cast(&mut self, screen: &str) {
        let (_, at) = *self.stages.last().unwrap();
        let named = |name: &&&str| screen.lines().skip(1).take(8).any(|line| line.contains(**name));
        let cast: BTreeSet<_> = self.model.people.iter().filter(named).copied().collect();
        let workshop = &mut self.model.workshops[at];
        assert!(cast.is_subset(&workshop.here), "{cast:?} play:\n{screen}");
        assert_eq!(cast.is_empty(), workshop.here.is_empty(), "seats are for nobody else:\n{screen}");
        let Phase::Drawn(draw) = workshop.phase else { panic!("a prompt is on the table:\n{screen}") };
        workshop.casts[draw as usize - 1] = cast;
    }

    fn scene(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        if let Phase::Scene(_) = self.model.workshops[at].phase {
            return;
        }
        if !matches!(self.model.workshops[at].phase, Phase::Drawn(_)) {
            self.draw();
        }
        self.tell("begin");
        self.model.begin(at);
        self.step("\r", &["get ready"]);
        self.step("\r", &["enter edit"]);
    }

    fn take(&mut self) {
        let (_, at) = *self.stages.last().unwrap();
        self.scene();
        self.tell("end");
        self.model.end(at, "edit");
        self.step(".\r", &["usable?"]);
        self.judge();
    }

    fn leave(&mut self, way: Way) {
        self.tell(way);
        let on_stage = self.is_on_stage();
        let (mut stage, at) = self.stages.pop().unwrap();
        self.model.stops(at, way == Way::Kill);
        match way {
            Way::Quit => {
                stage.press("q");
                if on_stage {
                    stage.wait_for(&["esc stay"]);
                    stage.press("y");
                }
            }
            Way::HangUp => stage.signal(Signal::HUP),
            Way::Kill => return stage.kill(),
        }
        assert!(stage.ended().success(), "{way:?}");
    }

    fn place(&mut self, name: &'static str, is_here: bool, workshop: Option<&str>) {
        let command = if is_here { "back" } else { "away" };
        self.tell((command, name, workshop));
        let mut args = vec!["player", command, name];
        args.extend(workshop.into_iter().flat_map(|workshop| ["--workshop", workshop]));
        self.home.run(&args);
        if is_here {
            self.model.comes(name, workshop, self.now);
        } else {
            self.model.goes(name, workshop, self.now);
        }
        self.hear();
    }

    fn add(&mut self) {
        let Some(name) = NEWCOMERS.into_iter().find(|name| !self.model.people.contains(name)) else { return };
        self.tell(("add", name));
        self.home.run(&["player", "add", name]);
        self.model.comes(name, None, self.now);
        self.hear();
    }

    /// The stage that has the keys hears of it with the next one.
    fn hear(&mut self) {
        let Some((stage, at)) = self.stages.last_mut() else { return };
        stage.press("3");
        let (people, here) = (&self.model.people, &self.model.workshops[*at].here);
        stage.wait_until(&format!("{here:?} of {people:?}"), |screen| {
            let is_in_place = |name: &&str| {
                let place = if here.contains(name) { "here" } else { "gone" };
                let row = screen.lines().find(|line| line.contains(&format!(" {name} ")));
                row.is_some_and(|row| row.split_whitespace().any(|word| word == place))
            };
            people.iter().all(is_in_place)
        });
        stage.step("1", &["[1:stage]", "? keys"]);
    }

    /// Another laptop's log or export is brought in.
    fn bring(&mut self) {
        let elsewhere = ELSEWHERE.choose(&mut self.rng).unwrap();
        let command = elsewhere.command;
        self.tell(command);
        self.home.run(&["takes", command, elsewhere.file.to_str().unwrap()]);
        if self.brought.insert(command) {
            self.model.brings(elsewhere.workshop, &elsewhere.people);
        }
        self.hear();
    }

    /// Compares what commands say.
    fn compare(&self) {
        let here = |listed: &Value| -> BTreeMap<String, String> {
            let text = |player: &Value, key: &str| player[key].as_str().unwrap().to_owned();
            let players = listed["players"].as_array().unwrap().iter();
            players.map(|player| (text(player, "name"), text(player, "presence"))).collect()
        };
        let Model { people, .. } = &self.model;
        let listed = self.home.json(&["player", "list", "--json"]);
        assert_eq!(here(&listed), roster(people, &self.model.here(self.now)), "who is here");
        for name in WORKSHOPS {
            let Some(at) = self.model.named(name) else { continue };
            let listed = self.home.json(&["player", "list", "--json", "--workshop", name]);
            assert_eq!(here(&listed), roster(people, &self.model.workshops[at].here), "who is in {name}");
        }
        let listed = self.home.takes();
        let shown = listed.iter().map(|take| {
            let text = |key: &str| take[key].as_str().map(str::to_owned);
            (take["number"].as_u64().unwrap(), text("workshop").unwrap(), text("ending"), text("verdict"))
        });
        let takes = self.model.takes.iter().zip(1..).filter(|(take, _)| !take.is_void).map(|(take, number)| {
            let Workshop { name, .. } = &self.model.workshops[take.workshop];
            let verdict = take.is_usable.then(|| "usable".to_owned());
            (number, name.clone(), take.ending.map(str::to_owned), verdict)
        });
        assert_eq!(shown.rev().collect::<Vec<_>>(), takes.collect::<Vec<_>>(), "the takes");
    }

    /// Presses keys on the stage that has them.
    fn step(&mut self, keys: &str, shows: &[&str]) -> String {
        self.stages.last_mut().unwrap().0.step(keys, shows)
    }
}

#[test]
fn the_program_does_what_the_model_says() {
    let number = |name: &str| env::var(name).ok().map(|number| number.parse::<u64>().unwrap());
    let seeds = match number("SIDECOACH_EVENING") {
        Some(seed) => seed..=seed,
        None => 1..=number("SIDECOACH_EVENINGS").unwrap_or(EVENINGS),
    };
    LazyLock::force(&ELSEWHERE);
    let next = AtomicU64::new(*seeds.start());
    let differ: Vec<u64> = thread::scope(|scope| {
        let many = || {
            let mut differ = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed > *seeds.end() {
                    return differ;
                }
                if scope.spawn(move || Evening::new(seed).go()).join().is_err() {
                    differ.push(seed);
                }
            }
        };
        let all: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(many)).collect();
        all.into_iter().flat_map(|all| all.join().unwrap()).collect()
    });
    assert!(differ.is_empty(), "program and model differ in evenings {differ:?}; `SIDECOACH_EVENING=N` does one alone");
}
