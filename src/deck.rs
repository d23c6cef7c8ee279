//! The weighted, seeded, explainable draw.
//!
//! Start with [`Deck::new`], then [`Deck::draw`], [`Deck::fill`] and [`Deck::record`]. The odds of a prompt are a product
//! of factors, each visible in its [`Odds`]; [`Odds::product`] is the one place where they are multiplied, and where a
//! new factor goes. What comes of it is an integer, so that the same seed draws the same on every platform.
//! [`Deck::set_lessons`] and [`Deck::learn`] tell it what the takes were worth.

pub mod fenwick;
mod history;
#[cfg(test)]
pub(crate) mod sample;
pub mod stream;
mod taught;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;

use crate::feeling::{Aim, Feeling, FeelingArc};
use crate::learn::{Counts, Lessons, Level, Target};
use crate::pack::slots::{Filled, UsedWord, fill};
use crate::pack::{Kind, Pack, Players, Prompt, PromptKey, Rating, Weight};

use fenwick::Fenwick;
pub use history::PastDraw;
use history::{Drawn, History, Source, quarters};
pub use stream::{MAX_SEED, Purpose, below, stream};
use taught::Taught;
pub use taught::{Learned, Need};

/// Which prompts are wanted. An empty list wants any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// From any of these packs.
    pub packs: Vec<String>,
    /// Any of these kinds. With two or more present, warm-ups and prompts for one player are left out unless they are
    /// named: as `warm-up`, as `monologue`, or by a size of one.
    pub kinds: Vec<Kind>,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// With none of these tags.
    pub not_tags: Vec<String>,
    /// Asking for any of these feelings.
    pub feelings: Vec<Feeling>,
    /// Allowed beside `general`.
    pub ratings: Vec<Rating>,
    /// Playable by so many, who are then cast; `None` for any number.
    pub size: Option<Players>,
}

impl Filters {
    /// How many can play a prompt, of the numbers that are wanted; `None` if none of them can.
    #[must_use]
    pub fn players(&self, prompt: &Prompt) -> Option<Players> {
        self.size.map_or(Some(prompt.players), |size| prompt.players.within(size))
    }
}

/// What else is drawn with two or more present than by default.
#[derive(Debug, Clone, Copy)]
struct Lifted {
    warm_ups: bool,
    one_player: bool,
}

/// What the leader does not want drawn, whatever else is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Never {
    /// These prompts.
    pub prompts: BTreeSet<PromptKey>,
    /// Whatever has one of these tags.
    pub tags: BTreeSet<String>,
}

impl Never {
    /// Whether a prompt of this name and with these tags is one of them.
    #[must_use]
    pub fn names(&self, prompt: &PromptKey, tags: &[String]) -> bool {
        self.prompts.contains(prompt) || tags.iter().any(|tag| self.tags.contains(tag))
    }

    fn holds(&self, pack: &Pack, prompt: &Prompt) -> bool {
        let is_named = |key: &PromptKey| key.pack == pack.name && key.id == prompt.id;
        self.prompts.iter().any(is_named) || prompt.tags.iter().any(|tag| self.tags.contains(tag))
    }
}

/// Who is there to play.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Company {
    /// How many; `None` takes nobody as present: every number of players fits and no line counts.
    pub present: Option<usize>,
    /// Content words and tags that somebody present does not want.
    pub lines: BTreeSet<String>,
}

/// Why a prompt does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`Display` says what each means")]
pub enum Out {
    Retired,
    Never,
    Pack,
    Rating,
    Kind,
    Tag,
    NotTag,
    Feeling,
    Size,
    TooFew,
    WarmUp,
    OnePlayer,
    Line,
}

impl fmt::Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Retired => "retired",
            Self::Never => "on the never list",
            Self::Pack => "of another pack",
            Self::Rating => "of another rating",
            Self::Kind => "of another kind",
            Self::Tag => "without that tag",
            Self::NotTag => "with a tag that is left out",
            Self::Feeling => "without that feeling",
            Self::Size => "for another number of players",
            Self::TooFew => "for more players",
            Self::WarmUp => "for warming up",
            Self::OnePlayer => "for one player",
            Self::Line => "by a line of somebody present",
        })
    }
}

/// A chance in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chance {
    /// 0 where the prompt rests.
    pub numerator: u64,
    /// Above 0.
    pub denominator: u64,
}

impl Chance {
    /// These odds among all.
    fn of(odds: u64, total: u64) -> Self {
        let divisor = gcd(odds, total).max(1);
        Self { numerator: odds / divisor, denominator: total / divisor }
    }
}

/// The factors of a prompt's odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Odds {
    /// The curator's.
    pub weight: Weight,
    /// Why it does not fit, if it does not.
    pub out: Option<Out>,
    /// How rested it is, in quarters, 0 to 4.
    pub rest: u8,
    /// Every prompt that fits would rest at 0, so that rest counts for none.
    pub rest_ignored: bool,
    /// How it did so far; `None` where that says nothing.
    pub learned: Option<Learned>,
    /// What it is needed for, if it is.
    pub need: Option<Need>,
}

impl Odds {
    /// The odds: weight in thousandths times rest in quarters times what the log makes of it in thousandths, 0 for what
    /// does not fit. At most 6.4 × 10^10, so that those of a hundred million prompts add up within `u64`.
    #[must_use]
    pub fn product(self) -> u64 {
        let rest = if self.rest_ignored { 4 } else { u64::from(self.rest) };
        self.of_a_quarter() * rest
    }

    /// The odds that each quarter of its rest gives it.
    fn of_a_quarter(self) -> u64 {
        if self.out.is_some() {
            return 0;
        }
        let taught = (1000.0 * self.learned_factor() * self.need_factor()).round();
        u64::from(self.weight.thousandths()) * taught as u64
    }

    /// What its takes so far multiply its odds by.
    #[must_use]
    pub fn learned_factor(self) -> f64 {
        self.learned.map_or(1.0, |learned| learned.factor)
    }

    /// What its being needed multiplies its odds by.
    #[must_use]
    pub fn need_factor(self) -> f64 {
        self.need.map_or(1.0, |need| need.factor)
    }
}

type Entry = (Arc<Pack>, Arc<Prompt>);

/// Prompts to draw from, in the order of pack and id, with what has been drawn before.
#[derive(Debug, Clone, PartialEq)]
pub struct Deck {
    entries: Vec<Entry>,
    filters: Filters,
    never: Never,
    company: Company,
    history: History,
    outs: Vec<Option<Out>>,
    fits: usize,
    taught: Taught,
    standings: Vec<Standing>,
    /// The odds of every entry.
    rested: Fenwick,
    /// The same without rest, for when every prompt that fits would rest at 0.
    unrested: Fenwick,
}

/// What a draw needs of an entry, side by side: in a large deck, each place in memory that is looked up costs more than
/// all the arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Standing {
    /// The odds that each quarter of its rest gives it.
    of_a_quarter: u64,
    /// Where in the history it was last drawn.
    last: Option<usize>,
    /// How rested it is, in quarters, 0 to 4.
    rest: u8,
    /// Whether it works better than its pack.
    works: bool,
}

impl Standing {
    fn odds(&self) -> u64 {
        self.of_a_quarter * u64::from(self.rest)
    }
}

impl Deck {
    /// A deck of these packs; of two with one name, the later counts. `history` is oldest first; its last
    /// [`Self::memory`] draws are enough.
    #[must_use]
    pub fn new(packs: &[Arc<Pack>], filters: Filters, company: Company, history: Vec<PastDraw>) -> Self {
        let nothing = Lessons { level: Level::Off, counts: BTreeMap::new(), targets: BTreeMap::new() };
        Self::with(packs, filters, Never::default(), company, history, nothing)
    }

    /// Draws from these packs from now on. What was drawn before rests as it did, and what was learned stays learned,
    /// wherever it still is.
    pub fn restock(&mut self, packs: &[Arc<Pack>]) {
        let history = std::mem::replace(&mut self.history, History::new(0)).into_draws();
        let history: Vec<_> = history.into_iter().map(|drawn| drawn.past(&self.entries)).collect();
        let (filters, never, company) = (self.filters.clone(), self.never.clone(), self.company.clone());
        let lessons = self.taught.lessons(&self.entries);
        *self = Self::with(packs, filters, never, company, history, lessons);
    }

    fn with(
        packs: &[Arc<Pack>],
        filters: Filters,
        never: Never,
        company: Company,
        history: impl IntoIterator<Item = PastDraw>,
        lessons: Lessons,
    ) -> Self {
        let packs: BTreeMap<&str, &Arc<Pack>> = packs.iter().map(|pack| (pack.name.as_str(), pack)).collect();
        let mut entries = Vec::new();
        for &pack in packs.values() {
            let mut prompts: Vec<_> = pack.prompts.iter().collect();
            prompts.sort_by_key(|prompt| &prompt.id);
            entries.extend(prompts.into_iter().map(|prompt| (Arc::clone(pack), Arc::clone(prompt))));
        }
        let lists = packs.values().flat_map(|pack| pack.words.values().map(|list| list.words.len()));
        let mut deck = Self {
            taught: Taught::new(&entries, lessons),
            history: History::new(lists.chain([entries.len()]).max().unwrap_or(0).div_ceil(2)),
            standings: vec![Standing::default(); entries.len()],
            entries,
            filters,
            never,
            company,
            outs: Vec::new(),
            fits: 0,
            rested: Fenwick::default(),
            unrested: Fenwick::default(),
        };
        for draw in history {
            deck.remember_past(draw);
        }
        deck.weigh();
        deck
    }

    /// How many past draws can still make a prompt or a word rest; earlier ones count for nothing.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.history.memory()
    }

    /// Which prompts are wanted.
    #[must_use]
    pub const fn filters(&self) -> &Filters {
        &self.filters
    }

    /// How many prompts would fit with other filters.
    #[must_use]
    pub fn would_fit(&self, filters: &Filters) -> usize {
        let lifted = self.lifted(filters);
        self.entries.iter().filter(|(pack, prompt)| self.out(filters, lifted, pack, prompt).is_none()).count()
    }

    /// What is never drawn.
    #[must_use]
    pub const fn never(&self) -> &Never {
        &self.never
    }

    /// Sets what is never drawn.
    pub fn set_never(&mut self, never: Never) {
        self.never = never;
        self.weigh();
    }

    /// Gives some entries other weights.
    pub fn set_weights(&mut self, weights: &[(usize, Weight)]) {
        for &(entry, weight) in weights {
            Arc::make_mut(&mut self.entries[entry].1).weight = weight;
        }
        self.weigh();
    }

    /// Teaches it what the log says, in place of what it was taught before.
    pub fn set_lessons(&mut self, lessons: Lessons) {
        self.taught = Taught::new(&self.entries, lessons);
        self.lay();
    }

    /// What is wanted of the takes, and how far that was reached.
    #[must_use]
    pub const fn targets(&self) -> &BTreeMap<Aim, Target> {
        &self.taught.targets
    }

    /// Sets what is wanted of the takes, and how far that was reached.
    pub fn set_targets(&mut self, targets: BTreeMap<Aim, Target>) {
        self.taught.aim(&self.entries, targets);
        self.lay();
    }

    /// Learns that a take of a prompt is usable or not.
    pub fn learn(&mut self, prompt: &PromptKey, is_usable: bool) {
        self.relearn(prompt, |counts| counts.with(is_usable));
    }

    /// Forgets that a take of a prompt was usable or not.
    pub fn unlearn(&mut self, prompt: &PromptKey, is_usable: bool) {
        self.relearn(prompt, |counts| counts.without(is_usable));
    }

    fn relearn(&mut self, prompt: &PromptKey, change: impl Fn(Counts) -> Counts) {
        let Some(entry) = self.find(prompt) else { return self.taught.change_elsewhere(prompt, change) };
        let counts = change(self.taught.counts(entry));
        self.taught.change(&self.entries, entry, counts);
        self.lay();
    }

    /// Every prompt, with its pack, in the order of pack and id.
    pub fn prompts(&self) -> impl Iterator<Item = (&Pack, &Prompt)> {
        self.entries.iter().map(|(pack, prompt)| (pack.as_ref(), prompt.as_ref()))
    }

    /// Sets who is there.
    pub fn set_company(&mut self, company: Company) {
        self.company = company;
        self.weigh();
    }

    /// Sets which prompts are wanted.
    pub fn set_filters(&mut self, filters: Filters) {
        self.filters = filters;
        self.weigh();
    }

    /// Remembers that an entry was drawn and these words filled it. Only the prompts that thereby cross a quarter of
    /// their rest are touched.
    pub fn record(&mut self, entry: usize, words: Vec<UsedWord>) {
        self.remember(Source::Entry(entry), words);
        self.rest(self.crossing());
    }

    /// Remembers a draw that is known by name.
    pub fn record_past(&mut self, draw: PastDraw) {
        self.remember_past(draw);
        self.rest(self.crossing());
    }

    /// Forgets the last draw.
    pub fn unrecord(&mut self) {
        let crossing = self.crossing();
        let Some(Drawn { source, before, .. }) = self.history.pop(&self.entries) else { return };
        if let Some(entry) = source.entry() {
            self.standings[entry].last = before;
        }
        self.rest(crossing);
    }

    /// The entry that this draw of a seed gives, or `None` where nothing fits.
    #[must_use]
    pub fn draw(&self, seed: u64, number: u32) -> Option<usize> {
        let tree = self.tree();
        let total = tree.total();
        (total > 0).then(|| tree.find(below(&mut stream(seed, Purpose::Prompt, number, 0), total)))
    }

    /// The entry that this draw of a seed gives among these alone, and at what chance; `None` where each of them rests or
    /// does not fit.
    #[must_use]
    pub fn draw_among(&self, entries: &[usize], (seed, number): (u64, u32)) -> Option<(usize, Chance)> {
        let tree = Fenwick::new(entries.iter().map(|&entry| self.odds(entry).product()));
        let total = tree.total();
        let drawn = |total| tree.find(below(&mut stream(seed, Purpose::Prompt, number, 0), total));
        let entry = entries[(total > 0).then(|| drawn(total))?];
        Some((entry, Chance::of(self.odds(entry).product(), total)))
    }

    /// An entry's texts, filled. Each word is drawn by its weight and rests as prompts do, within its list.
    #[must_use]
    pub fn fill(&self, entry: usize, seed: u64, number: u32, attempt: u32) -> Filled {
        self.fill_by(entry, stream(seed, Purpose::Words, number, attempt))
    }

    /// An entry's texts as some draw could fill them: no draw follows from it.
    #[must_use]
    pub fn preview(&self, entry: usize, seed: u64, attempt: u32) -> Filled {
        self.fill_by(entry, stream(seed, Purpose::PreviewWords, 0, attempt))
    }

    fn fill_by(&self, entry: usize, mut rng: ChaCha8Rng) -> Filled {
        let (pack, prompt) = &self.entries[entry];
        fill(prompt, &pack.words, &mut |list, words, free| {
            let rests = self.history.word_rests(&pack.name, list, words);
            let odds = |&word: &usize| u64::from(words.words[word].weight.thousandths()) * u64::from(rests[word]);
            let rested = Fenwick::new(free.iter().map(odds));
            let tree = match rested.total() {
                0 => Fenwick::new(free.iter().map(|&word| u64::from(words.words[word].weight.thousandths()))),
                _ => rested,
            };
            free[tree.find(below(&mut rng, tree.total()))]
        })
    }

    /// An entry's pack and prompt.
    #[must_use]
    pub fn entry(&self, entry: usize) -> (&Arc<Pack>, &Arc<Prompt>) {
        let (pack, prompt) = &self.entries[entry];
        (pack, prompt)
    }

    /// The entry of this name, whether it fits or not.
    #[must_use]
    pub fn find(&self, key: &PromptKey) -> Option<usize> {
        find(&self.entries, key)
    }

    /// The factors of an entry's odds.
    #[must_use]
    pub fn odds(&self, entry: usize) -> Odds {
        let rest_ignored = self.fits > 0 && self.rested.total() == 0;
        Odds { rest_ignored, ..self.own_odds(entry) }
    }

    /// An entry's exact chance on the next draw; `None` where it does not fit.
    #[must_use]
    pub fn chance(&self, entry: usize) -> Option<Chance> {
        let odds = self.odds(entry);
        odds.out.is_none().then(|| Chance::of(odds.product(), self.tree().total()))
    }

    /// Why an entry is not to be played whatever the leader chooses to draw from.
    #[must_use]
    pub fn barred(&self, entry: usize) -> Option<Out> {
        let (pack, prompt) = &self.entries[entry];
        let ratings = self.filters.ratings.clone();
        let lifted = Lifted { warm_ups: true, one_player: true };
        self.out(&Filters { ratings, ..Filters::default() }, lifted, pack, prompt)
    }

    /// How many prompts fit.
    #[must_use]
    pub const fn fits(&self) -> usize {
        self.fits
    }

    /// How many prompts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What leaves how many prompts out.
    #[must_use]
    pub fn shortfall(&self) -> Vec<(Out, usize)> {
        let mut counts = BTreeMap::new();
        for out in self.outs.iter().copied().flatten() {
            *counts.entry(out).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }

    /// Works every odds out anew.
    fn weigh(&mut self) {
        let lifted = self.lifted(&self.filters);
        self.outs = self.entries.iter().map(|(pack, prompt)| self.out(&self.filters, lifted, pack, prompt)).collect();
        self.fits = self.outs.iter().filter(|out| out.is_none()).count();
        self.lay();
    }

    /// Works out how rested every prompt is, and the odds.
    fn lay(&mut self) {
        for entry in 0..self.entries.len() {
            let odds = self.own_odds(entry);
            let standing = &mut self.standings[entry];
            standing.of_a_quarter = odds.of_a_quarter();
            standing.works = odds.learned_factor() > 1.0;
            self.standings[entry].rest = self.rest_of(entry);
        }
        self.rested = Fenwick::new(self.standings.iter().map(Standing::odds));
        self.unrested = Fenwick::new(self.standings.iter().map(|standing| standing.of_a_quarter * 4));
    }

    fn remember(&mut self, source: Source, words: Vec<UsedWord>) {
        let at = self.history.len();
        let before = source.entry().and_then(|entry| self.standings[entry].last.replace(at));
        self.history.push(Drawn { source, before, words }, &self.entries);
    }

    fn remember_past(&mut self, draw: PastDraw) {
        let source = draw
            .prompt
            .map_or(Source::Own, |key| self.find(&key).map_or_else(|| Source::Gone(Box::new(key)), Source::Entry));
        self.remember(source, draw.words);
    }

    /// The entries whose rest is another because of the last draw: its own, and those for which with it so many draws
    /// have come that a quarter is reached. The last may come twice.
    fn crossing(&self) -> [Option<usize>; 10] {
        std::array::from_fn(|n| {
            let works = n % 2 == 1;
            let age = (n / 2 * self.half(works)).div_ceil(4);
            let entry = self.history.back(age)?.source.entry()?;
            (self.standings[entry].works == works).then_some(entry)
        })
    }

    /// Sets how rested these entries are.
    fn rest(&mut self, entries: [Option<usize>; 10]) {
        for entry in entries.into_iter().flatten() {
            let rest = self.rest_of(entry);
            let standing = &mut self.standings[entry];
            if rest != standing.rest {
                let before = standing.odds();
                standing.rest = rest;
                self.rested.change(entry, before, standing.odds());
            }
        }
    }

    fn rest_of(&self, entry: usize) -> u8 {
        let Standing { last, works, .. } = self.standings[entry];
        last.map_or(4, |at| quarters(self.history.len() - 1 - at, self.half(works)))
    }

    /// After how many draws a prompt is rested: half as many as fit, and three quarters of that where it works better
    /// than its pack.
    fn half(&self, works: bool) -> usize {
        let half = self.fits.div_ceil(2).max(1);
        if works { (3 * half).div_ceil(4) } else { half }
    }

    /// An entry's odds where rest counts.
    fn own_odds(&self, entry: usize) -> Odds {
        let (_, prompt) = &self.entries[entry];
        Odds {
            weight: prompt.weight,
            out: self.outs[entry],
            rest: self.standings[entry].rest,
            rest_ignored: false,
            learned: self.taught.learned(entry),
            need: self.taught.need(entry),
        }
    }

    /// The odds that a draw goes by.
    fn tree(&self) -> &Fenwick {
        if self.rested.total() > 0 { &self.rested } else { &self.unrested }
    }

    /// What filters ask for by name of that which is left out by default. Packs that hold nothing else ask for it too.
    fn lifted(&self, filters: &Filters) -> Lifted {
        let is_in = |pack: &Pack| filters.packs.is_empty() || filters.packs.contains(&pack.name);
        let all =
            |is: fn(&Prompt) -> bool| self.prompts().all(|(pack, prompt)| !is_in(pack) || prompt.retired || is(prompt));
        let takes_one = filters.size.is_some_and(|size| size.min() == 1);
        Lifted {
            warm_ups: filters.kinds.contains(&Kind::WarmUp) || all(|prompt| prompt.kind == Kind::WarmUp),
            one_player: takes_one || filters.kinds.contains(&Kind::Monologue) || all(is_for_one),
        }
    }

    fn out(&self, filters: &Filters, lifted: Lifted, pack: &Pack, prompt: &Prompt) -> Option<Out> {
        let Filters { packs, kinds, tags, not_tags, feelings, ratings, size: _ } = filters;
        let has = |tag: &String| prompt.tags.contains(tag);
        let asks = |feeling: &Feeling| {
            let arcs = prompt.roles.iter().filter_map(|role| role.feeling.as_ref());
            arcs.flat_map(FeelingArc::steps).any(|step| step.feeling == *feeling)
        };
        let several = self.company.present.is_some_and(|present| present >= 2);
        let players = filters.players(prompt);
        let are_enough = |present| players.is_none_or(|players| players.of(present).is_some());
        let checks = [
            (Out::Retired, prompt.retired),
            (Out::Never, self.never.holds(pack, prompt)),
            (Out::Pack, !packs.is_empty() && !packs.contains(&pack.name)),
            (Out::Rating, pack.rating != Rating::General && !ratings.contains(&pack.rating)),
            (Out::Kind, !kinds.is_empty() && !kinds.contains(&prompt.kind)),
            (Out::Tag, !tags.is_empty() && !tags.iter().any(has)),
            (Out::NotTag, not_tags.iter().any(has)),
            (Out::Feeling, !feelings.is_empty() && !feelings.iter().any(asks)),
            (Out::Size, players.is_none()),
            (Out::TooFew, self.company.present.is_some_and(|present| !are_enough(present))),
            (Out::WarmUp, several && !lifted.warm_ups && prompt.kind == Kind::WarmUp),
            (Out::OnePlayer, several && !lifted.one_player && is_for_one(prompt)),
            (Out::Line, self.crosses_line(prompt)),
        ];
        checks.into_iter().find_map(|(out, is_out)| is_out.then_some(out))
    }

    /// Whether a prompt carries a line of somebody present.
    #[must_use]
    pub fn crosses_line(&self, prompt: &Prompt) -> bool {
        let carries =
            |line: &String| prompt.tags.contains(line) || prompt.content.iter().any(|content| content.word() == line);
        self.company.present.is_some() && self.company.lines.iter().any(carries)
    }
}

/// Whether nobody else can play it.
fn is_for_one(prompt: &Prompt) -> bool {
    prompt.players.max() == Some(1)
}

/// The entry of this name, among entries in the order of pack and id.
fn find(entries: &[Entry], key: &PromptKey) -> Option<usize> {
    entries.binary_search_by(|(pack, prompt)| (&pack.name, &prompt.id).cmp(&(&key.pack, &key.id))).ok()
}

/// An entry's name.
fn key_of((pack, prompt): &Entry) -> PromptKey {
    PromptKey { pack: pack.name.clone(), id: prompt.id.clone() }
}

/// The greatest number that divides both.
pub(crate) const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests;
