//! The vocabulary of feelings, and arcs that lead from one to the next.
//!
//! Start with [`FeelingArc::parse`]. The vocabulary is the 27 labels of GoEmotions (Demszky et al. 2020) and `neutral`,
//! with the Ekman group and the sentiment of its published mappings, so that a label means the same in every pack and
//! to those who train on it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use crate::cue::{Cue, is_playable, parse_duration};

macro_rules! feelings {
    ($($name:ident $word:literal $ekman:ident $sentiment:ident,)*) => {
        /// A feeling of the vocabulary, in the order of the labels' ids.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feeling { $(#[doc = $word] $name,)* #[doc = "neutral"] Neutral }

        impl Feeling {
            /// Every feeling, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)* Self::Neutral];

            /// Its label.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* Self::Neutral => "neutral" }
            }

            /// The feeling of this label.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* "neutral" => Some(Self::Neutral), _ => None }
            }

            /// Its Ekman group; `neutral` has none.
            #[must_use]
            pub const fn ekman(self) -> Option<Ekman> {
                match self { $(Self::$name => Some(Ekman::$ekman),)* Self::Neutral => None }
            }

            /// Its sentiment; `neutral` has none.
            #[must_use]
            pub const fn sentiment(self) -> Option<Sentiment> {
                match self { $(Self::$name => Some(Sentiment::$sentiment),)* Self::Neutral => None }
            }
        }
    };
}

feelings! {
    Admiration "admiration" Joy Positive, Amusement "amusement" Joy Positive, Anger "anger" Anger Negative,
    Annoyance "annoyance" Anger Negative, Approval "approval" Joy Positive, Caring "caring" Joy Positive,
    Confusion "confusion" Surprise Ambiguous, Curiosity "curiosity" Surprise Ambiguous, Desire "desire" Joy Positive,
    Disappointment "disappointment" Sadness Negative, Disapproval "disapproval" Anger Negative,
    Disgust "disgust" Disgust Negative, Embarrassment "embarrassment" Sadness Negative,
    Excitement "excitement" Joy Positive, Fear "fear" Fear Negative, Gratitude "gratitude" Joy Positive,
    Grief "grief" Sadness Negative, Joy "joy" Joy Positive, Love "love" Joy Positive,
    Nervousness "nervousness" Fear Negative, Optimism "optimism" Joy Positive, Pride "pride" Joy Positive,
    Realization "realization" Surprise Ambiguous, Relief "relief" Joy Positive, Remorse "remorse" Sadness Negative,
    Sadness "sadness" Sadness Negative, Surprise "surprise" Surprise Ambiguous,
}

/// What a take is asked to show: a feeling, or a shift from one to another, whatever their strengths and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aim {
    /// A feeling.
    Feeling(Feeling),
    /// A shift.
    Shift(Feeling, Feeling),
}

impl Aim {
    /// Everything that a way through these feelings shows; a feeling that comes back is there twice.
    pub fn along(feelings: &[Feeling]) -> impl Iterator<Item = Self> {
        let shifts = feelings.windows(2).map(|pair| Self::Shift(pair[0], pair[1]));
        feelings.iter().map(|&feeling| Self::Feeling(feeling)).chain(shifts)
    }

    /// Reads what `Display` writes. Spaces around words do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let feeling = |word: &str| Feeling::from_word(word.trim());
        match text.split_once("->") {
            Some((from, to)) => Some(Self::Shift(feeling(from)?, feeling(to)?)),
            None => feeling(text).map(Self::Feeling),
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Feeling(feeling) => f.write_str(feeling.word()),
            Self::Shift(from, to) => write!(f, "{} -> {}", from.word(), to.word()),
        }
    }
}

/// One of the six groups of the vocabulary's Ekman mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Ekman {
    Anger,
    Disgust,
    Fear,
    Joy,
    Sadness,
    Surprise,
}

/// One of the three sentiments of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sentiment {
    Positive,
    Negative,
    Ambiguous,
}

/// How strongly a feeling is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// `:1`
    Low,
    /// `:2`
    Medium,
    /// `:3`
    High,
}

impl Strength {
    /// 1, 2 or 3.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
        }
    }

    /// The strength of this number, 1 to 3.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Low),
            2 => Some(Self::Medium),
            3 => Some(Self::High),
            _ => None,
        }
    }
}

/// A pack's own words for feelings of the vocabulary.
pub type Aliases = BTreeMap<String, Feeling>;

/// One feeling of an arc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The pack's own word, which the stage shows.
    pub word: Cow<'static, str>,
    /// The vocabulary's feeling, which the log keeps beside it.
    pub feeling: Feeling,
    /// How strongly; where none is given, none is shown.
    pub strength: Option<Strength>,
    /// When to shift to it; else it is placed evenly. Never on a first step.
    pub at: Option<Cue>,
}

/// A way from feeling to feeling: at least one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeelingArc {
    steps: Vec<Step>,
}

/// Why an arc can't be read, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArcError {
    /// Bytes of the arc's text.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: ArcErrorKind,
}

/// What is wrong with an arc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArcErrorKind {
    /// This word is neither in the vocabulary nor an alias.
    UnknownFeeling(String),
    /// Anything else, as a sentence without a full stop.
    Unreadable(&'static str),
}

impl FeelingArc {
    /// Reads `guilt:2 -> relief @60%`: steps joined by `->`, each a word with a strength (`:1` to `:3`) or none, those
    /// after the first with the time of the shift (`@60%`, 1 to 99, or `@1m30s`) or none. Times of one sort must rise.
    /// Every step that is wrong gives its first error.
    pub fn parse(text: &str, aliases: &Aliases) -> Result<Self, Vec<ArcError>> {
        // Most arcs are one shift.
        let mut steps: Vec<Step> = Vec::with_capacity(2);
        let mut errors = Vec::new();
        let mut start = 0;
        let pairs = text.as_bytes().windows(2).enumerate();
        let arrows = pairs.filter(|(_, pair)| *pair == b"->").map(|(at, _)| at);
        for end in arrows.chain([text.len()]) {
            let range = start..end;
            start = end + 2;
            let step = read_step(text, range.clone(), aliases).and_then(|step| {
                let why = if range.start == 0 && step.at.is_some() {
                    "the first feeling of an arc is there from the start and takes no `@`"
                } else if step.at.is_some_and(|at| !steps.iter().filter_map(|step| step.at).all(|it| rises(it, at))) {
                    "this shift is not later than the one before it"
                } else {
                    return Ok(step);
                };
                Err(ArcError { range: trimmed(text, range), kind: ArcErrorKind::Unreadable(why) })
            });
            match step {
                Ok(step) => steps.push(step),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self { steps }) } else { Err(errors) }
    }

    /// Its steps, at least one.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The feelings of its steps.
    #[must_use]
    pub fn feelings(&self) -> Vec<Feeling> {
        self.steps.iter().map(|step| step.feeling).collect()
    }

    /// The arc in the vocabulary's words, such as `remorse:2 -> relief @60%`.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.spell(|step| step.feeling.word())
    }

    /// The arc in the pack's own words.
    #[must_use]
    pub fn asked(&self) -> String {
        self.spell(|step| &step.word)
    }

    /// The same way, with each time as the share that it is of a scene of this length.
    #[must_use]
    pub fn in_shares(mut self, planned: Duration) -> Self {
        for step in &mut self.steps {
            step.at = step.at.map(|at| at.in_share(planned));
        }
        self
    }

    /// When each step after the first is due in a scene of this length. Steps without a time are spread evenly between
    /// their neighbours that have one, the start and the end; no step is due before the one before it.
    #[must_use]
    pub fn shifts_due(&self, planned: Duration) -> Vec<Duration> {
        let mut dues = Vec::with_capacity(self.steps.len());
        let mut before = Duration::ZERO;
        let mut open = 0_u32;
        let fixed = self.steps.iter().skip(1).map(|step| step.at.map(|at| at.due(planned)));
        for due in fixed.chain([Some(planned)]) {
            open += 1;
            let Some(due) = due else { continue };
            let due = due.max(before);
            dues.extend((1..=open).map(|i| before + due.saturating_sub(before) * i / open));
            (before, open) = (due, 0);
        }
        dues.pop();
        dues
    }

    fn spell<'a>(&'a self, word: impl Fn(&'a Step) -> &'a str) -> String {
        let spell = |step: &'a Step| {
            let strength = step.strength.map_or_else(String::new, |strength| format!(":{}", strength.number()));
            let at = step.at.map_or_else(String::new, |at| format!(" @{at}"));
            format!("{}{strength}{at}", word(step))
        };
        self.steps.iter().map(spell).collect::<Vec<_>>().join(" -> ")
    }
}

/// Whether a shift comes after an earlier one, as far as that can be said before the length of the scene is known.
fn rises(earlier: Cue, later: Cue) -> bool {
    match (earlier, later) {
        (Cue::Share(a), Cue::Share(b)) => a < b,
        (Cue::After(a), Cue::After(b)) => a < b,
        _ => true,
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let begun = text[range.clone()].trim_start();
    let start = range.end - begun.len();
    start..start + begun.trim_end().len()
}

fn read_step(text: &str, range: Range<usize>, aliases: &Aliases) -> Result<Step, ArcError> {
    let fail = |range, why| Err(ArcError { range, kind: ArcErrorKind::Unreadable(why) });
    // The part before a separator, and the part after it if it is there.
    let split = |range: Range<usize>, separator: u8| {
        let found = text.as_bytes()[range.clone()].iter().position(|&byte| byte == separator);
        let Some(at) = found.map(|at| range.start + at) else { return (range, None) };
        (trimmed(text, range.start..at), Some(trimmed(text, at + 1..range.end)))
    };
    let (head, when) = split(trimmed(text, range), b'@');
    let at = match when.map(|when| (read_cue(&text[when.clone()]), when)) {
        Some((None, when)) => {
            return fail(when, "after `@` stands a share such as `60%` (1 to 99) or a time such as `1m30s`");
        }
        cue => cue.and_then(|(cue, _)| cue),
    };
    let (range, how) = split(head, b':');
    let number = |how: &Range<usize>| text[how.clone()].parse().ok().filter(|_| how.len() == 1);
    let strength = match how.map(|how| (number(&how).and_then(Strength::from_number), how)) {
        Some((None, how)) => return fail(how, "after `:` stands a strength: 1, 2 or 3"),
        strength => strength.and_then(|(strength, _)| strength),
    };
    let word = &text[range.clone()];
    if word.is_empty() {
        return fail(range, "a feeling is missing here");
    }
    match aliases.get(word).copied().or_else(|| Feeling::from_word(word)) {
        Some(feeling) => {
            let word = if feeling.word() == word { feeling.word().into() } else { word.to_owned().into() };
            Ok(Step { word, feeling, strength, at })
        }
        None => Err(ArcError { range, kind: ArcErrorKind::UnknownFeeling(word.to_owned()) }),
    }
}

/// Reads `60%` (1 to 99) or a length that [`is_playable`].
#[must_use]
pub fn read_cue(text: &str) -> Option<Cue> {
    match text.strip_suffix('%') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().ok().filter(|share| (1..=99).contains(share)).map(Cue::Share)
        }
        Some(_) => None,
        None => parse_duration(text).filter(|&length| is_playable(length)).map(Cue::After),
    }
}

#[cfg(test)]
mod tests {
    use super::Ekman::{Anger, Disgust, Fear, Joy, Sadness, Surprise};
    use super::*;

    #[test]
    fn the_vocabulary_is_partitioned_as_published() {
        let count = |test: &dyn Fn(Feeling) -> bool| Feeling::ALL.iter().filter(|&&feeling| test(feeling)).count();
        for (group, size) in [(Anger, 3), (Disgust, 1), (Fear, 2), (Joy, 12), (Sadness, 5), (Surprise, 4)] {
            assert_eq!(count(&|feeling| feeling.ekman() == Some(group)), size, "{group:?}");
        }
        for (group, size) in [(Sentiment::Positive, 12), (Sentiment::Negative, 11), (Sentiment::Ambiguous, 4)] {
            assert_eq!(count(&|feeling| feeling.sentiment() == Some(group)), size, "{group:?}");
        }
        assert_eq!(Feeling::ALL.len(), 28);
        assert_eq!(Feeling::Neutral.ekman(), None);
    }

    #[test]
    fn arcs_read_and_are_written_again() {
        let aliases = Aliases::from([("guilt".to_owned(), Feeling::Remorse)]);
        let arc = FeelingArc::parse(" guilt:2->relief  @60% -> joy ", &aliases).expect("an arc");
        assert_eq!(arc.canonical(), "remorse:2 -> relief @60% -> joy");
        assert_eq!(arc.asked(), "guilt:2 -> relief @60% -> joy");
        let minute = Duration::from_secs(60);
        assert_eq!(arc.shifts_due(minute * 10), [minute * 6, minute * 8]);
        let even = FeelingArc::parse("joy -> fear -> anger -> love @8m", &aliases).expect("an arc");
        assert_eq!(even.shifts_due(minute * 10), [minute * 8 / 3, minute * 16 / 3, minute * 8]);
    }

    #[test]
    fn an_arc_aims_at_its_feelings_and_shifts() {
        let arc = FeelingArc::parse("remorse:2 -> relief @60% -> remorse", &Aliases::new()).expect("an arc");
        let aims: Vec<_> = Aim::along(&arc.feelings()).collect();
        let spelled: Vec<_> = aims.iter().map(Aim::to_string).collect();
        assert_eq!(spelled, ["remorse", "relief", "remorse", "remorse -> relief", "relief -> remorse"]);
        assert_eq!(spelled.iter().filter_map(|text| Aim::parse(text)).collect::<Vec<_>>(), aims);
        for text in ["", "guilt", "joy ->", "joy:1", "joy -> fear -> love", "joy -> fear @60%"] {
            assert_eq!(Aim::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_arc_says_where_it_is_wrong() {
        for (text, at) in [
            ("joy -> remourse", "remourse"),
            ("joy:4", "4"),
            ("joy @5%", "joy @5%"),
            ("joy -> fear @0%", "0%"),
            ("joy -> fear @100%", "100%"),
            ("joy -> fear @x", "x"),
            ("joy -> fear @25h", "25h"),
            ("joy ->", ""),
            ("", ""),
            ("joy:", ""),
            ("joy -> fear @60% -> love @50%", "love @50%"),
            ("joy > fear", "joy > fear"),
            ("joie -> fear -> love:4", "joie, 4"),
        ] {
            let errors = FeelingArc::parse(text, &Aliases::new()).expect_err(text);
            let places: Vec<_> = errors.into_iter().map(|error| &text[error.range]).collect();
            assert_eq!(places.join(", "), at, "{text}");
        }
    }
}
