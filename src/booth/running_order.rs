//! The file of a plan that was made or changed on the stage.
//!
//! Start with [`write`].

use std::path::Path;

use crate::plan::Plan;
use crate::plan::write::{into, text};

use super::files::{self, FileError};
use super::keep::Keep;

/// What became of a plan that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is in the file.
    Done,
    /// A plan is in the file already.
    Exists,
}

/// Writes a plan to a new file, or with `over` into one that holds a plan, whose comments stay. What is no plan is not written
/// over. A failure is a sentence.
pub fn write(keep: &Keep, path: &Path, plan: &Plan, over: bool) -> Result<Written, String> {
    keep.check(path).map_err(without_force)?;
    match files::create(path, text(plan).as_bytes(), false) {
        Ok(()) => Ok(Written::Done),
        Err(FileError::Exists { .. }) if over => change(path, plan).map(|()| Written::Done),
        Err(FileError::Exists { .. }) => {
            let held = files::read(path).map_err(without_force)?;
            changed(path, &held, plan).map(|_| Written::Exists)
        }
        Err(why) => Err(without_force(why)),
    }
}

fn change(path: &Path, plan: &Plan) -> Result<(), String> {
    let changed = files::change(path, |held| {
        let new = held.map_or_else(|| Ok(text(plan)), |held| changed(path, held, plan).map_err(Refused::NoPlan))?;
        Ok((Some(new.into_bytes()), ()))
    });
    changed.map_err(|refused| match refused {
        Refused::NoPlan(why) => why,
        Refused::File(why) => without_force(why),
    })
}

/// Why a change is not made.
enum Refused {
    NoPlan(String),
    File(FileError),
}

impl From<FileError> for Refused {
    fn from(why: FileError) -> Self {
        Self::File(why)
    }
}

fn changed(path: &Path, held: &[u8], plan: &Plan) -> Result<String, String> {
    into(held, plan).ok_or_else(|| format!("{} is there and holds no plan: w names another file", path.display()))
}

/// The stage has no options to name.
fn without_force(why: FileError) -> String {
    match why {
        FileError::Kept { path, what } => format!("{} {what}: w names another file", path.display()),
        why => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;
    use crate::plan::{Block, What};

    #[test]
    fn a_plan_is_written_over_plans_alone_and_only_if_that_was_said() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let keep = Keep { settings: vec![at("config.toml")], ..Keep::default() };
        let block = |minutes| Block { name: "tea".to_owned(), what: What::Break(Duration::from_mins(minutes)) };
        let plan = |minutes| Plan::new("Lab".to_owned(), vec![block(minutes)]).unwrap();
        let write = |name: &str, minutes, over| super::write(&keep, &at(name), &plan(minutes), over);
        assert_eq!(write("new/plan.toml", 5, false), Ok(Written::Done));
        let first = fs::read_to_string(at("new/plan.toml")).unwrap();
        assert_eq!(first, text(&plan(5)));
        fs::write(at("new/plan.toml"), format!("# mine\n{first}")).unwrap();
        assert_eq!(write("new/plan.toml", 9, false), Ok(Written::Exists));
        assert_eq!(fs::read_to_string(at("new/plan.toml")).unwrap(), format!("# mine\n{first}"));
        assert_eq!(write("new/plan.toml", 9, true), Ok(Written::Done));
        assert_eq!(fs::read_to_string(at("new/plan.toml")).unwrap(), format!("# mine\n{}", text(&plan(9))));
        fs::write(at("note.txt"), "Dear all,").unwrap();
        for (name, part) in [("note.txt", "holds no plan"), ("config.toml", "is for the settings"), ("new", "new")] {
            for over in [false, true] {
                let why = write(name, 5, over).unwrap_err();
                assert!(why.contains(part) && !why.contains("--force"), "{why}");
            }
        }
        assert_eq!(fs::read_to_string(at("note.txt")).unwrap(), "Dear all,");
    }
}
