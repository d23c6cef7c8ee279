//! Settings are read from any bytes; what came of them can be written and read again.

use sidecoach::config::{Settings, read};
use toml::{Table, Value};

use super::findings;

pub fn check(bytes: &[u8]) {
    let (settings, problems) = Settings::of(bytes);
    let lines = String::from_utf8_lossy(bytes).matches('\n').count() + 1;
    for problem in &problems {
        findings::is_printable(&problem.message);
        findings::is_printable(&problem.help);
        assert!(problem.place.is_none_or(|(line, column)| (1..=lines).contains(&line) && column >= 1), "{problem:?}");
    }
    let is_toml = str::from_utf8(bytes).is_ok_and(|text| toml::from_str::<Table>(text).is_ok());
    assert!(is_toml || !problems.is_empty(), "what is no TOML is told");

    let mut table = Table::new();
    for (key, value, _) in settings.rows() {
        match key.split_once('.') {
            None => drop(table.insert(key.to_owned(), value)),
            Some((within, key)) => {
                let inner = table.entry(within).or_insert_with(|| Value::Table(Table::new()));
                inner.as_table_mut().expect("a table").insert(key.to_owned(), value);
            }
        }
    }
    let (again, problems) = read(&table.to_string());
    assert!(problems.is_empty(), "{problems:?} of\n{table}");
    let values = |settings: &Settings| settings.rows().map(|(key, value, _)| (key, value));
    assert_eq!(values(&again), values(&settings), "of\n{table}");
}
