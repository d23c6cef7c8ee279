//! The weighted, seeded, explainable draw.
//!
//! Start with [`Deck::new`], then [`Deck::draw`], [`Deck::fill`] and [`Deck::record`]. The odds of a prompt are a product
//! of factors, each visible in its [`Odds`]; [`Odds::product`] is the one place where they are multiplied, and where a
//! new factor goes. All of it is integers, so that the same seed draws the same on every platform.

pub mod fenwick;
pub mod stream;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::feeling::{Feeling, FeelingArc};
use crate::pack::slots::{Filled, UsedWord, WordList, fill};
use crate::pack::{Kind, Pack, Prompt, PromptKey, Rating, Weight};

use fenwick::Fenwick;
pub use stream::{MAX_SEED, Purpose, below, stream};

/// Which prompts are wanted. An empty list wants any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// Any of these kinds. Naming one also lifts what is left out by default with two or more present.
    pub kinds: Vec<Kind>,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// With none of these tags.
    pub not_tags: Vec<String>,
    /// Asking for any of these feelings.
    pub feelings: Vec<Feeling>,
    /// Allowed beside `general`.
    pub ratings: Vec<Rating>,
}

/// Who is there to play.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Company {
    /// How many; `None` takes nobody as present: every number of players fits and no line counts.
    pub present: Option<usize>,
    /// Content words and tags that somebody present does not want.
    pub lines: BTreeSet<String>,
}

/// A draw that was made, for what rests because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDraw {
    /// The prompt; `None` for the leader's own.
    pub prompt: Option<PromptKey>,
    /// The words that filled it.
    pub words: Vec<UsedWord>,
}

/// Why a prompt does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`Display` says what each means")]
pub enum Out {
    Retired,
    Rating,
    Kind,
    Tag,
    Feeling,
    TooFew,
    OnePlayer,
    Line,
}

impl fmt::Display for Out {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Retired => "retired",
            Self::Rating => "of another rating",
            Self::Kind => "of another kind",
            Self::Tag => "by tag",
            Self::Feeling => "without that feeling",
            Self::TooFew => "for more players",
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

/// The factors of a prompt's odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odds {
    /// The curator's.
    pub weight: Weight,
    /// Why it does not fit, if it does not.
    pub out: Option<Out>,
    /// How rested it is, in quarters, 0 to 4.
    pub rest: u8,
    /// Every prompt that fits would rest at 0, so that rest counts for none.
    pub rest_ignored: bool,
}

impl Odds {
    /// The odds: weight in thousandths times rest in quarters, 0 for what does not fit.
    #[must_use]
    pub fn product(self) -> u64 {
        let rest = if self.rest_ignored { 4 } else { u64::from(self.rest) };
        if self.out.is_some() { 0 } else { u64::from(self.weight.thousandths()) * rest }
    }
}

/// Prompts to draw from, in the order of pack and id, with what has been drawn before.
#[derive(Debug, Clone, PartialEq)]
pub struct Deck {
    entries: Vec<(Arc<Pack>, Arc<Prompt>)>,
    filters: Filters,
    company: Company,
    history: Vec<PastDraw>,
    odds: Vec<Odds>,
    tree: Fenwick,
    fits: usize,
}

impl Deck {
    /// A deck of these packs. `history` is oldest first; its last [`Self::memory`] draws are enough.
    #[must_use]
    pub fn new(packs: &[Arc<Pack>], filters: Filters, company: Company, history: Vec<PastDraw>) -> Self {
        let prompts = |pack: &Arc<Pack>| {
            pack.prompts.iter().map(|prompt| (Arc::clone(pack), Arc::clone(prompt))).collect::<Vec<_>>()
        };
        let mut entries: Vec<_> = packs.iter().flat_map(prompts).collect();
        entries.sort_by(|(a, x), (b, y)| (&a.name, &x.id).cmp(&(&b.name, &y.id)));
        let mut deck = Self { entries, filters, company, history, odds: Vec::new(), tree: Fenwick::default(), fits: 0 };
        deck.weigh();
        deck
    }

    /// How many past draws can still make a prompt rest.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.entries.len().div_ceil(2)
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

    /// Remembers a draw. Only the prompts that thereby cross a quarter of their rest are touched.
    pub fn record(&mut self, draw: PastDraw) {
        self.history.push(draw);
        let half = self.fits.div_ceil(2);
        // The draw itself, and those for which so many draws came after that a quarter is reached.
        let ages: BTreeSet<usize> = (1..=4).map(|quarter| (quarter * half).div_ceil(4)).chain([0]).collect();
        for age in ages {
            let Some(at) = self.history.len().checked_sub(age + 1) else { continue };
            let Some(entry) = self.history[at].prompt.as_ref().and_then(|key| self.find(key)) else { continue };
            let again = |later: &PastDraw| later.prompt == self.history[at].prompt;
            if !self.history[at + 1..].iter().any(again) {
                self.set_rest(entry, quarters(age, half));
            }
        }
        self.settle();
    }

    /// Forgets the last draw.
    pub fn unrecord(&mut self) {
        self.history.pop();
        self.weigh();
    }

    /// The entry that this draw of a seed gives, or `None` where nothing fits.
    #[must_use]
    pub fn draw(&self, seed: u64, number: u32) -> Option<usize> {
        let total = self.tree.total();
        (total > 0).then(|| self.tree.find(below(&mut stream(seed, Purpose::Prompt, number, 0), total)))
    }

    /// An entry's texts, filled. Each word is drawn by its weight and rests as prompts do, within its list.
    #[must_use]
    pub fn fill(&self, entry: usize, seed: u64, number: u32, attempt: u32) -> Filled {
        let (pack, prompt) = &self.entries[entry];
        let mut rng = stream(seed, Purpose::Words, number, attempt);
        fill(prompt, &pack.words, &mut |list, words, free| {
            let rests = self.word_rests(&pack.name, list, words);
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
        let name = |(pack, prompt): &(Arc<Pack>, Arc<Prompt>)| (&pack.name, &prompt.id).cmp(&(&key.pack, &key.id));
        self.entries.binary_search_by(name).ok()
    }

    /// The factors of an entry's odds.
    #[must_use]
    pub fn odds(&self, entry: usize) -> Odds {
        self.odds[entry]
    }

    /// An entry's exact chance on the next draw; `None` where it does not fit.
    #[must_use]
    pub fn chance(&self, entry: usize) -> Option<Chance> {
        let odds = self.odds[entry];
        let (product, total) = (odds.product(), self.tree.total());
        let divisor = gcd(product, total).max(1);
        odds.out.is_none().then(|| Chance { numerator: product / divisor, denominator: total / divisor })
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
        for out in self.odds.iter().filter_map(|odds| odds.out) {
            *counts.entry(out).or_insert(0) += 1;
        }
        counts.into_iter().collect()
    }

    /// Works every odds out anew.
    fn weigh(&mut self) {
        let outs: Vec<_> = self.entries.iter().map(|(pack, prompt)| self.out(pack, prompt)).collect();
        self.fits = outs.iter().filter(|out| out.is_none()).count();
        let mut rests = vec![4; self.entries.len()];
        let half = self.fits.div_ceil(2);
        let recent = self.history.iter().rev().take(half).enumerate().collect::<Vec<_>>();
        for (age, draw) in recent.into_iter().rev() {
            if let Some(entry) = draw.prompt.as_ref().and_then(|key| self.find(key)) {
                rests[entry] = quarters(age, half);
            }
        }
        let odds = self.entries.iter().zip(outs).zip(rests);
        self.odds = odds
            .map(|(((_, prompt), out), rest)| Odds { weight: prompt.weight, out, rest, rest_ignored: false })
            .collect();
        self.tree = Fenwick::new(self.odds.iter().map(|odds| odds.product()));
        self.settle();
    }

    fn set_rest(&mut self, entry: usize, rest: u8) {
        let before = self.odds[entry].product();
        self.odds[entry].rest = rest;
        self.tree.change(entry, before, self.odds[entry].product());
    }

    /// Lets rest count for none where every prompt that fits would rest at 0, and for all where one does not.
    fn settle(&mut self) {
        let ignored = self.odds.iter().any(|odds| odds.rest_ignored);
        if !ignored && (self.tree.total() > 0 || self.fits == 0) {
            return;
        }
        let ignore = !self.odds.iter().any(|odds| odds.out.is_none() && odds.rest > 0);
        for odds in &mut self.odds {
            odds.rest_ignored = ignore;
        }
        self.tree = Fenwick::new(self.odds.iter().map(|odds| odds.product()));
    }

    fn out(&self, pack: &Pack, prompt: &Prompt) -> Option<Out> {
        let Filters { kinds, tags, not_tags, feelings, ratings } = &self.filters;
        let has = |tag: &String| prompt.tags.contains(tag);
        let asks = |feeling: &Feeling| {
            let arcs = prompt.roles.iter().filter_map(|role| role.feeling.as_ref());
            arcs.flat_map(FeelingArc::steps).any(|step| step.feeling == *feeling)
        };
        let several = self.company.present.is_some_and(|present| present >= 2) && kinds.is_empty();
        let line = |line: &String| has(line) || prompt.content.iter().any(|content| content.word() == line);
        let checks = [
            (Out::Retired, prompt.retired),
            (Out::Rating, pack.rating != Rating::General && !ratings.contains(&pack.rating)),
            (Out::Kind, !kinds.is_empty() && !kinds.contains(&prompt.kind)),
            (Out::Tag, !tags.is_empty() && !tags.iter().any(has) || not_tags.iter().any(has)),
            (Out::Feeling, !feelings.is_empty() && !feelings.iter().any(asks)),
            (Out::TooFew, self.company.present.is_some_and(|present| prompt.players.of(present).is_none())),
            (Out::Kind, several && prompt.kind == Kind::WarmUp),
            (Out::OnePlayer, several && prompt.players.max() == Some(1)),
            (Out::Line, self.company.present.is_some() && self.company.lines.iter().any(line)),
        ];
        checks.into_iter().find_map(|(out, is_out)| is_out.then_some(out))
    }

    fn word_rests(&self, pack: &str, list: &str, words: &WordList) -> Vec<u8> {
        let different: BTreeSet<&str> = words.words.iter().map(|word| word.text.source()).collect();
        let half = different.len().div_ceil(2);
        let of_pack = |draw: &&PastDraw| draw.prompt.as_ref().is_some_and(|key| key.pack == pack);
        let used = self.history.iter().rev().filter(of_pack).flat_map(|draw| draw.words.iter().rev());
        let recent: Vec<&str> =
            used.filter(|used| used.list == list).take(half).map(|used| used.entry.as_str()).collect();
        let age = |word: &str| recent.iter().position(|&entry| entry == word);
        words.words.iter().map(|word| age(word.text.source()).map_or(4, |age| quarters(age, half))).collect()
    }
}

/// How rested something is after so many draws: ⌊4k/H⌋, at most 4.
fn quarters(after: usize, half: usize) -> u8 {
    (4 * after / half.max(1)).min(4) as u8
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}
