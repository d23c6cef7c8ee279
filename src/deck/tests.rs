use proptest::prelude::*;

use super::sample::{list, pack, prompt, role, text, weight};
use super::*;
use crate::feeling::Aim;
use crate::learn::{Counts, Target, hundredths};
use crate::pack::{Content, Players};

fn key(name: &str) -> PromptKey {
    let (pack, id) = name.split_once('/').unwrap();
    PromptKey { pack: pack.to_owned(), id: id.to_owned() }
}

fn past(name: &str) -> PastDraw {
    PastDraw { prompt: Some(key(name)), words: vec![] }
}

fn own() -> PastDraw {
    PastDraw { prompt: None, words: vec![] }
}

/// A deck of these packs, nobody taken as present, nothing drawn.
fn deck_of(packs: Vec<Pack>) -> Deck {
    let packs: Vec<_> = packs.into_iter().map(Arc::new).collect();
    Deck::new(&packs, Filters::default(), Company::default(), vec![])
}

fn deck(prompts: Vec<Prompt>) -> Deck {
    deck_of(vec![pack("p", prompts)])
}

/// So many prompts of weight 1: `p/00`, `p/01` and so on.
fn even(prompts: usize) -> Deck {
    deck((0..prompts).map(|n| prompt(&format!("{n:02}"))).collect())
}

/// Two packs with words, one of which nests.
fn wordy() -> Deck {
    let mut turns = pack(
        "turns",
        vec![
            Prompt { text: text("At {place}, with {thing}."), weight: weight(2000), ..prompt("apology") },
            Prompt { text: text("{thing:2} beats {thing}."), weight: weight(500), ..prompt("wager") },
            prompt("silence"),
        ],
    );
    turns.words.insert("place".to_owned(), list(&[("sea", 1000), ("the {thing} shop", 3000)]));
    turns.words.insert("thing".to_owned(), list(&[("letter", 1000), ("bicycle", 250), ("egg", 20)]));
    deck_of(vec![turns, pack("first", vec![prompt("silence"), Prompt { weight: weight(1), ..prompt("dare") }])])
}

/// Draws as a session does, and gives the prompt and its text.
fn step(deck: &mut Deck, seed: u64, number: u32, attempt: u32) -> (String, String) {
    let entry = deck.draw(seed, number).expect("a prompt that fits");
    let filled = deck.fill(entry, seed, number, attempt);
    let (pack, prompt) = deck.entry(entry);
    let prompt = PromptKey { pack: pack.name.clone(), id: prompt.id.clone() };
    let name = prompt.to_string();
    deck.record(entry, filled.used);
    (name, filled.text)
}

fn session(mut deck: Deck, seed: u64, draws: u32) -> Vec<(String, String)> {
    (1..=draws).map(|number| step(&mut deck, seed, number, 0)).collect()
}

#[test]
fn a_seed_draws_the_same_for_ever() {
    let lines = |seed, draws| {
        let drawn = session(wordy(), seed, draws);
        drawn.into_iter().map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>()
    };
    assert_eq!(
        lines(7, 12),
        [
            "turns/silence: silence",
            "first/silence: silence",
            "turns/apology: At the letter shop, with letter.",
            "turns/silence: silence",
            "turns/wager: bicycle beats egg.",
            "turns/silence: silence",
            "turns/apology: At the letter shop, with letter.",
            "first/silence: silence",
            "turns/silence: silence",
            "turns/apology: At sea, with bicycle.",
            "turns/wager: letter beats egg.",
            "turns/silence: silence"
        ]
    );
    assert_eq!(
        lines(MAX_SEED, 4),
        [
            "turns/silence: silence",
            "turns/apology: At sea, with letter.",
            "first/silence: silence",
            "turns/apology: At the bicycle shop, with bicycle."
        ]
    );
}

#[test]
fn numbers_below_an_end_are_the_same_for_ever() {
    let mut rng = stream(7, Purpose::Words, 3, 1);
    let ends = [1, 2, 6, 1000, u64::from(u32::MAX) + 2, u64::MAX / 2 + 2, u64::MAX];
    assert_eq!(
        ends.map(|end| below(&mut rng, end)),
        [0, 0, 5, 992, 1_011_471_273, 9_147_889_658_717_631_732, 18_224_786_896_839_238_380]
    );
}

#[test]
fn first_draws_agree_with_the_printed_odds() {
    let weights = [1, 2, 5, 10, 25, 100, 400, 999, 1000, 2000, 3500, 10_000, 33_333, 100_000, 250_000, 1_000_000];
    let prompts = weights.iter().enumerate().map(|(n, &w)| Prompt { weight: weight(w), ..prompt(&format!("{n:02}")) });
    let deck = deck(prompts.collect());
    let seeds = 1_000_000;
    let mut drawn = vec![0_u32; deck.len()];
    for seed in 0..seeds {
        drawn[deck.draw(seed, 1).unwrap()] += 1;
    }
    let cells = drawn.iter().enumerate().map(|(entry, &drawn)| {
        let chance = deck.chance(entry).unwrap();
        (f64::from(drawn), seeds as f64 * chance.numerator as f64 / chance.denominator as f64)
    });
    // From the rarest on, cells that expect fewer than 5 are merged.
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (drawn, expected) in cells {
        match merged.last_mut() {
            Some(cell) if cell.1 < 5.0 => *cell = (cell.0 + drawn, cell.1 + expected),
            _ => merged.push((drawn, expected)),
        }
    }
    let squares: f64 = merged.iter().map(|(drawn, expected)| (drawn - expected).powi(2) / expected).sum();
    // Wilson and Hilferty: the cube root is nearly normal. 3.09 leaves one in a thousand above.
    let part = 2.0 / (9.0 * (merged.len() - 1) as f64);
    let deviation = ((squares * part * 4.5).cbrt() - 1.0 + part) / part.sqrt();
    assert!(merged.len() > 10 && deviation < 3.09, "{squares} over {} cells: {deviation}", merged.len());
}

#[test]
fn rest_grows_by_quarters_over_half_the_prompts_that_fit() {
    // Ten fit, so that the rest after k draws is 4k/5, rounded down.
    let mut ten = even(10);
    for n in 0..7 {
        ten.record_past(past(&format!("p/{n:02}")));
    }
    let rests = |deck: &Deck| (0..deck.len()).map(|entry| deck.odds(entry).rest).collect::<Vec<_>>();
    assert_eq!(rests(&ten), [4, 4, 3, 2, 1, 0, 0, 4, 4, 4], "drawn 6, 5, 4 … 0 draws ago");
    // An own prompt and one of a pack that is gone are draws too.
    ten.record_past(own());
    ten.record_past(past("gone/00"));
    assert_eq!(rests(&ten), [4, 4, 4, 4, 3, 2, 1, 4, 4, 4]);
    let mut three = even(3);
    three.record_past(past("p/01"));
    assert_eq!(rests(&three), [4, 0, 4]);
    assert_eq!(three.chance(1), Some(Chance { numerator: 0, denominator: 1 }));
}

#[test]
fn where_all_would_rest_at_nothing_rest_counts_for_none() {
    let mut one = even(1);
    for _ in 0..3 {
        one.record_past(past("p/00"));
        let odds = one.odds(0);
        assert_eq!((odds.rest, odds.rest_ignored, odds.product()), (0, true, 4_000_000));
        assert_eq!((one.draw(1, 1), one.chance(0)), (Some(0), Some(Chance { numerator: 1, denominator: 1 })));
    }
    one.record_past(own());
    let odds = one.odds(0);
    assert_eq!((odds.rest, odds.rest_ignored, odds.product()), (4, false, 4_000_000));
}

#[test]
fn no_prompt_comes_twice_in_a_row_when_two_fit() {
    for seed in 0..20 {
        let heavy = Prompt { weight: weight(1_000_000), ..prompt("a") };
        let drawn = session(deck(vec![heavy, Prompt { weight: weight(1), ..prompt("b") }]), seed, 30);
        assert!(drawn.windows(2).all(|pair| pair[0].0 != pair[1].0), "seed {seed}: {drawn:?}");
    }
}

#[test]
fn new_words_disturb_no_later_draw() {
    let names = |drawn: Vec<(String, String)>| drawn.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let mut deck = wordy();
    let others: Vec<_> = (1..=20).map(|number| step(&mut deck, 3, number, number)).collect();
    let plain = session(wordy(), 3, 20);
    assert_ne!(others, plain);
    assert_eq!(names(others), names(plain));
}

#[test]
fn a_word_just_used_rests() {
    let mut place = pack("p", vec![Prompt { text: text("{place}"), ..prompt("a") }]);
    place.words.insert("place".to_owned(), list(&[("sea", 1_000_000), ("sky", 1)]));
    for seed in 0..20 {
        let drawn = session(deck_of(vec![place.clone()]), seed, 10);
        assert!(drawn.windows(2).all(|pair| pair[0].1 != pair[1].1), "seed {seed}: {drawn:?}");
    }
}

#[test]
fn of_two_packs_with_one_name_the_later_counts() {
    let deck = deck_of(vec![pack("p", vec![prompt("a"), prompt("b")]), pack("p", vec![prompt("b"), prompt("c")])]);
    assert_eq!((deck.len(), deck.find(&key("p/a")), deck.find(&key("p/b"))), (2, None, Some(0)));
}

#[test]
fn each_filter_says_how_many_it_removed() {
    let tagged = |id: &str, tag: &str| Prompt { tags: vec![tag.to_owned()], ..prompt(id) };
    let players = |min, max| Players::new(min, max).unwrap();
    let prompts = vec![
        tagged("a", "loud"),
        Prompt { retired: true, ..tagged("b", "loud") },
        Prompt { kind: Kind::WarmUp, ..tagged("c", "loud") },
        Prompt { players: players(1, Some(1)), ..tagged("d", "loud") },
        Prompt { players: players(3, None), ..tagged("e", "loud") },
        Prompt { content: vec![Content::Death], ..tagged("f", "loud") },
        Prompt { roles: vec![role("x", "fear -> joy"), role("y", "")], ..tagged("g", "loud") },
        tagged("h", "spiders"),
        tagged("i", "quiet"),
    ];
    let teen = Pack { rating: Rating::Teen, ..pack("teen", vec![tagged("a", "loud")]) };
    let mut deck = deck_of(vec![pack("p", prompts), teen]);
    let company = |present, lines: &[&str]| Company {
        present: Some(present),
        lines: lines.iter().map(|&line| line.to_owned()).collect(),
    };
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let any = Filters::default;
    let mut check = |filters: Filters, company: Company, expected: &[(Out, usize)]| {
        deck.set_filters(filters);
        deck.set_company(company);
        assert_eq!(deck.shortfall(), expected);
        let removed: usize = expected.iter().map(|(_, removed)| removed).sum();
        assert_eq!(deck.fits(), deck.len() - removed);
    };
    let always = [(Out::Retired, 1), (Out::Rating, 1)];
    let with = |more: &[(Out, usize)]| [&always, more].concat();
    check(any(), Company::default(), &always);
    check(any(), company(1, &[]), &with(&[(Out::TooFew, 7)]));
    check(any(), company(2, &[]), &with(&[(Out::TooFew, 1), (Out::WarmUp, 1), (Out::OnePlayer, 1)]));
    let lines = company(3, &["death", "spiders", "unknown"]);
    check(any(), lines, &with(&[(Out::WarmUp, 1), (Out::OnePlayer, 1), (Out::Line, 2)]));
    check(Filters { kinds: vec![Kind::WarmUp], ..any() }, company(3, &[]), &with(&[(Out::Kind, 7)]));
    check(Filters { tags: words(&["quiet", "none"]), ..any() }, Company::default(), &with(&[(Out::Tag, 7)]));
    check(Filters { not_tags: words(&["quiet"]), ..any() }, Company::default(), &with(&[(Out::NotTag, 1)]));
    check(Filters { feelings: vec![Feeling::Joy], ..any() }, Company::default(), &with(&[(Out::Feeling, 7)]));
    check(Filters { ratings: vec![Rating::Teen], ..any() }, Company::default(), &[(Out::Retired, 1)]);
    let size = |min, max| Filters { size: Players::new(min, max), ..any() };
    check(size(1, Some(1)), Company::default(), &with(&[(Out::Size, 7)]));
    check(size(3, Some(4)), Company::default(), &with(&[(Out::Size, 1)]));
    check(size(2, Some(3)), company(2, &[]), &with(&[(Out::Size, 1), (Out::TooFew, 1), (Out::WarmUp, 1)]));
}

#[test]
fn one_player_prompts_are_drawn_for_several_only_where_they_are_asked_for() {
    let for_one = |id: &str, kind| Prompt { players: Players::new(1, Some(1)).unwrap(), kind, ..prompt(id) };
    let solo = vec![for_one("s", Kind::Monologue), for_one("w", Kind::WarmUp), for_one("x", Kind::Scene)];
    let warm = vec![Prompt { kind: Kind::WarmUp, ..prompt("w") }];
    let mixed = vec![for_one("s", Kind::WarmUp), prompt("t")];
    let packs = [pack("mixed", mixed), pack("solo", solo), pack("warm", warm)];
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let wants = |kinds: &[Kind], size: Option<(u16, u16)>, packs: &[&str]| Filters {
        kinds: kinds.to_vec(),
        size: size.and_then(|(min, max)| Players::new(min, Some(max))),
        packs: names(packs),
        ..Filters::default()
    };
    for (filters, drawn) in [
        (wants(&[], None, &[]), "mixed/t"),
        (wants(&[Kind::WarmUp], None, &[]), "warm/w"),
        (wants(&[Kind::WarmUp, Kind::Scene], None, &[]), "mixed/t warm/w"),
        (wants(&[Kind::Monologue], None, &[]), "solo/s"),
        (wants(&[Kind::Monologue, Kind::Scene], None, &[]), "mixed/t solo/s solo/x"),
        (wants(&[], Some((1, 1)), &[]), "solo/s solo/x"),
        (wants(&[Kind::WarmUp], Some((1, 2)), &[]), "mixed/s solo/w warm/w"),
        (wants(&[], Some((2, 2)), &[]), "mixed/t"),
        (wants(&[], None, &["solo"]), "solo/s solo/x"),
        (wants(&[Kind::WarmUp], None, &["solo"]), "solo/w"),
        (wants(&[], None, &["mixed"]), "mixed/t"),
        (wants(&[], None, &["warm"]), "warm/w"),
        (wants(&[], None, &["solo", "mixed"]), "mixed/t"),
    ] {
        let packs: Vec<_> = packs.iter().cloned().map(Arc::new).collect();
        let company = Company { present: Some(6), lines: BTreeSet::new() };
        let deck = Deck::new(&packs, filters.clone(), company, Vec::new());
        let fits = (0..deck.len()).filter(|&entry| deck.odds(entry).out.is_none());
        let fits: Vec<_> = fits.map(|entry| key_of(&deck.entries[entry]).to_string()).collect();
        assert_eq!(fits.join(" "), drawn, "{filters:?}");
        assert_eq!(deck.would_fit(&filters), fits.len());
        assert!((0..deck.len()).all(|entry| deck.barred(entry).is_none()), "each can be chosen");
    }
}

fn lessons(level: Level, counts: &[(&str, u32, u32)], targets: &[(&str, u32, u32)]) -> Lessons {
    let count = |&(name, usable, judged): &(&str, u32, u32)| (key(name), Counts { usable, judged });
    let target = |&(aim, had, wanted): &(&str, u32, u32)| (Aim::parse(aim).unwrap(), Target { had, wanted });
    Lessons { level, counts: counts.iter().map(count).collect(), targets: targets.iter().map(target).collect() }
}

/// Each factor and what is said of it.
fn taught(deck: &Deck) -> Vec<String> {
    let words = |entry| {
        let Odds { learned, need, .. } = deck.odds(entry);
        let learned = learned.map(|learned| format!("{learned}: ×{}", hundredths(learned.factor)));
        let need = need.map(|need| format!("{need}: ×{}", hundredths(need.factor)));
        [learned, need].into_iter().flatten().collect::<Vec<_>>().join("; ")
    };
    (0..deck.len()).map(words).collect()
}

#[test]
fn what_works_comes_more_often_and_says_why() {
    let mut deck = deck_of(vec![
        pack("p", vec![prompt("a"), prompt("b"), prompt("c")]),
        pack("q", vec![Prompt { roles: vec![role("x", "remorse:2 -> relief @60%"), role("y", "joy")], ..prompt("a") }]),
    ]);
    let counts = [("p/a", 7, 9), ("p/b", 1, 6), ("gone/a", 5, 5)];
    deck.set_lessons(lessons(Level::Gentle, &counts, &[]));
    let said =
        ["worked 7 of 9 times; the pack works 8 of 15: ×2.04", "worked 1 of 6 times; the pack works 8 of 15: ×0.34"];
    assert_eq!(taught(&deck), [said[0], said[1], "", ""]);
    assert_eq!([0, 1, 2].map(|entry| deck.odds(entry).product()), [4000 * 2038, 4000 * 342, 4000 * 1000]);
    deck.set_lessons(lessons(Level::Off, &counts, &[]));
    assert_eq!(taught(&deck), [""; 4]);
    let targets = [("remorse -> relief", 4, 20), ("joy", 9, 10), ("relief", 30, 20), ("fear", 0, 9)];
    deck.set_lessons(lessons(Level::Keen, &[], &targets));
    assert_eq!(taught(&deck), ["", "", "", "remorse -> relief has 4 of 20 wanted: ×3.4"]);
    assert_eq!(deck.chance(3), Some(Chance { numerator: 17, denominator: 32 }));
    deck.learn(&key("q/a"), true);
    deck.learn(&key("gone/a"), true);
    assert_eq!(
        taught(&deck)[3],
        "worked 1 of 1 time; the pack works 1 of 1: ×1.04; remorse -> relief has 5 of 20 wanted: ×3.25"
    );
}

#[test]
fn what_works_rests_three_quarters_as_long() {
    // Sixteen fit: half of them is 8, three quarters of that 6.
    let mut sixteen = even(16);
    sixteen.set_lessons(lessons(Level::Keen, &[("p/00", 9, 9), ("p/01", 0, 9), ("p/02", 5, 9)], &[]));
    let rests = |deck: &Deck| [0, 1].map(|entry| deck.odds(entry).rest);
    let mut grown = vec![];
    for draw in ["p/01", "p/00"].map(past).into_iter().chain([(); 8].map(|()| own())) {
        sixteen.record_past(draw);
        grown.push(rests(&sixteen));
    }
    let [mut works, mut does_not]: [Vec<u8>; 2] = [0, 1].map(|n| grown.iter().map(|rests| rests[n]).collect());
    assert_eq!(
        (works.split_off(1), does_not.split_off(1)),
        (vec![0, 0, 1, 2, 2, 3, 4, 4, 4], vec![0, 1, 1, 2, 2, 3, 3, 4, 4])
    );
    sixteen.set_lessons(lessons(Level::Off, &[], &[]));
    sixteen.record_past(past("p/00"));
    (0..7).for_each(|_| sixteen.record_past(own()));
    assert_eq!(rests(&sixteen), [3, 4]);
}

#[test]
fn the_largest_odds_stay_within_bounds() {
    let roles = vec![role("x", "joy")];
    let mut deck = deck(vec![Prompt { weight: weight(1_000_000), roles, ..prompt("a") }, prompt("b")]);
    let counts = [("p/a", 9, 9), ("p/b", 0, 900)];
    deck.set_lessons(lessons(Level::Keen, &counts, &[("joy", 0, 1)]));
    assert_eq!(deck.odds(0).product(), 64_000_000_000);
    assert_eq!(deck.odds(1).product(), 1000 * 4 * 250);
}

/// What can happen to a deck.
#[derive(Debug, Clone)]
enum Change {
    Record(Option<prop::sample::Index>),
    Unrecord,
    Present(Option<usize>),
    Kinds(Vec<Kind>),
    Learn(prop::sample::Index, bool),
    Unlearn(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => prop::option::weighted(0.9, any::<prop::sample::Index>()).prop_map(Change::Record),
        3 => Just(Change::Unrecord),
        1 => prop::option::of(0_usize..4).prop_map(Change::Present),
        1 => prop::sample::subsequence(Kind::ALL, 0..=2).prop_map(Change::Kinds),
        4 => any::<(prop::sample::Index, bool)>().prop_map(|(entry, is_usable)| Change::Learn(entry, is_usable)),
        1 => any::<prop::sample::Index>().prop_map(Change::Unlearn),
    ]
}

proptest! {
    /// Whatever has happened to a deck, its odds are those of the definition, and it draws as one made anew.
    #[test]
    fn changes_agree_with_a_deck_made_anew(
        kinds in prop::collection::vec((0_usize..4, 1_u16..4, 1_u32..5000), 1..12),
        changes in prop::collection::vec(change(), 1..60),
    ) {
        let mut p = pack("p", kinds.iter().enumerate().map(|(n, &(kind, players, w))| Prompt {
            kind: Kind::ALL[kind],
            roles: vec![role("x", ["joy", "joy -> fear", "anger", ""][kind])],
            players: Players::new(players, None).unwrap(),
            text: text("{word} {word:2}"),
            weight: weight(w),
            ..prompt(&format!("{n:02}"))
        }).collect());
        p.words.insert("word".to_owned(), list(&[("a", 1000), ("b", 1000), ("c", 3000), ("d", 500), ("e", 1)]));
        let packs = [Arc::new(p)];
        let (mut filters, mut company, mut history) = (Filters::default(), Company::default(), Vec::new());
        let wanted = [("joy", 0, 5), ("joy -> fear", 0, 3)];
        let mut learned: Vec<(usize, bool)> = Vec::new();
        let mut deck = Deck::new(&packs, filters.clone(), company.clone(), vec![]);
        deck.set_lessons(lessons(Level::Keen, &[], &wanted));
        for (number, change) in (1..).zip(changes) {
            match change {
                Change::Record(prompt) => {
                    let draw = prompt.map_or_else(own, |prompt| {
                        let entry = prompt.index(deck.len());
                        PastDraw { words: deck.fill(entry, 1, number, 0).used, ..past(&format!("p/{entry:02}")) }
                    });
                    history.push(draw.clone());
                    deck.record_past(draw);
                }
                Change::Unrecord => {
                    history.pop();
                    deck.unrecord();
                }
                Change::Present(present) => {
                    company.present = present;
                    deck.set_company(company.clone());
                }
                Change::Kinds(kinds) => {
                    filters.kinds = kinds;
                    deck.set_filters(filters.clone());
                }
                Change::Learn(entry, is_usable) => {
                    learned.push((entry.index(deck.len()), is_usable));
                    deck.learn(&key(&format!("p/{:02}", entry.index(deck.len()))), is_usable);
                }
                Change::Unlearn(_) if learned.is_empty() => {}
                Change::Unlearn(lesson) => {
                    let (entry, is_usable) = learned.remove(lesson.index(learned.len()));
                    deck.unlearn(&key(&format!("p/{entry:02}")), is_usable);
                }
            }
            let half = deck.fits().div_ceil(2).max(1);
            let rest = |entry: usize| {
                let after = history.iter().rev().position(|draw| draw.prompt == past(&format!("p/{entry:02}")).prompt);
                let works = deck.odds(entry).learned_factor() > 1.0;
                let half = if works { (3 * half).div_ceil(4) } else { half };
                after.map_or(4, |after| (4 * after / half).min(4) as u8)
            };
            let fitting: Vec<_> = (0..deck.len()).filter(|&entry| deck.odds(entry).out.is_none()).collect();
            let ignored = !fitting.is_empty() && fitting.iter().all(|&entry| rest(entry) == 0);
            let total: u64 = fitting.iter().map(|&entry| deck.odds(entry).product()).sum();
            for entry in 0..deck.len() {
                let odds = deck.odds(entry);
                prop_assert_eq!((odds.rest, odds.rest_ignored), (rest(entry), ignored));
                let chance = deck.chance(entry).map(|chance| (chance.numerator, chance.denominator));
                let product = odds.product();
                let lowest = |number| number / gcd(product, total);
                prop_assert_eq!(chance, odds.out.is_none().then(|| (lowest(product), lowest(total))));
            }
            let recent = history[history.len().saturating_sub(deck.memory())..].to_vec();
            let mut anew = Deck::new(&packs, filters.clone(), company.clone(), recent);
            let mut known = lessons(Level::Keen, &[], &wanted);
            for &(entry, is_usable) in &learned {
                let counts = known.counts.entry(key(&format!("p/{entry:02}"))).or_default();
                *counts = counts.with(is_usable);
                for (target, aimed) in known.targets.values_mut().zip([&[0, 1][..], &[1]]) {
                    target.had += u32::from(is_usable && aimed.contains(&kinds[entry].0));
                }
            }
            anew.set_lessons(known);
            for entry in 0..deck.len() {
                let (one, other) = (deck.odds(entry), anew.odds(entry));
                prop_assert_eq!((one.learned, one.need), (other.learned, other.need));
            }
            for seed in 0..5 {
                prop_assert_eq!(deck.draw(seed, number), anew.draw(seed, number));
                prop_assert_eq!(deck.fill(0, seed, number, 0), anew.fill(0, seed, number, 0));
            }
        }
    }
}
