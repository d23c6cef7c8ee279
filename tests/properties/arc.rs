//! An arc that can be read is written as it is read, and its shifts come one after another.

use std::time::Duration;

use sidecoach::feeling::{Aliases, Feeling, FeelingArc};

pub fn check(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let aliases = Aliases::from([("guilt".to_owned(), Feeling::Remorse), ("Ärger".to_owned(), Feeling::Anger)]);
    match FeelingArc::parse(text, &aliases) {
        Ok(arc) => {
            assert!(!arc.steps().is_empty() && arc.steps().len() == arc.feelings().len());
            assert_eq!(FeelingArc::parse(&arc.asked(), &aliases).as_ref(), Ok(&arc), "{}", arc.asked());
            let canonical = FeelingArc::parse(&arc.canonical(), &Aliases::new()).expect("the vocabulary's words");
            assert_eq!(canonical.feelings(), arc.feelings());
            assert_eq!(canonical.canonical(), arc.canonical());
            for seconds in [1, 180, 24 * 60 * 60] {
                let dues = arc.shifts_due(Duration::from_secs(seconds));
                assert!(dues.len() == arc.steps().len() - 1 && dues.is_sorted(), "{dues:?}");
            }
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            assert!(errors.iter().all(|error| text.get(error.range.clone()).is_some()), "{errors:?}");
        }
    }
}
