//! `pack new`: a pack to begin with.

use clap::Args;

use crate::booth::files;
use crate::booth::packs::built_in;
use crate::error::Error;

use super::{Context, word};

/// What a new pack holds.
const STARTER: &str = include_str!("new/starter.toml");

/// Options of `pack new`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  $ sidecoach pack new monday-lab
  $ sidecoach pack edit monday-lab")]
pub struct NewArgs {
    /// What the pack is called: letters from a to z, digits and hyphens
    #[arg(value_name = "NAME", value_parser = word::pack)]
    name: String,
    /// Write over a pack of this name, or stand in place of the one built in
    #[arg(long)]
    force: bool,
}

/// Makes the pack and prints where it is.
pub fn run(cx: &Context, args: &NewArgs) -> Result<(), Error> {
    let NewArgs { name, force } = args;
    let library = cx.library();
    let there = library.user_file(name);
    let hides = there.is_none() && built_in(name).is_some();
    if hides && !force {
        return Err(Error::HidesBuiltIn(name.clone()));
    }
    let path = there.or_else(|| library.new_file(name)).ok_or(Error::NoHome)?;
    cx.spare_for_pack(&path)?;
    files::create(&path, starter(name).as_bytes(), *force)?;
    if hides {
        cx.print.note(&format!("it stands in place of the pack {name} that is built in"));
    }
    cx.print.out(&format!("{}\n", path.display()))
}

/// The text of a new pack, its name as its title.
fn starter(name: &str) -> String {
    let mut title = name.replace('-', " ").trim().to_owned();
    if title.is_empty() {
        return STARTER.to_owned();
    }
    title[..1].make_ascii_uppercase();
    STARTER.replacen("My pack", &title, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::format::format;
    use crate::pack::read::read;

    #[test]
    fn a_new_pack_has_no_finding() {
        for (name, title) in [("monday-lab", "Monday lab"), ("7", "7"), ("-", "My pack")] {
            let (pack, findings) = read(name, starter(name).as_bytes());
            assert_eq!(findings, []);
            assert_eq!(pack.unwrap().title, title);
            assert_eq!(format(&starter(name)).unwrap(), starter(name));
        }
    }

    #[test]
    fn what_it_has_as_comments_has_no_finding_either() {
        fn used(line: &str) -> &str {
            let code = line.trim_start().strip_prefix("# ");
            code.filter(|code| code.contains(" = ") || code.starts_with('[')).unwrap_or(line)
        }
        let text = STARTER.lines().fold(String::new(), |text, line| {
            text + used(line)
                + "
"
        });
        let (pack, findings) = read("x", text.as_bytes());
        assert_eq!(findings, []);
        let prompt = &pack.unwrap().prompts[0];
        assert!(prompt.retired && prompt.roles[0].secret.is_some() && prompt.coach.len() == 2);
    }
}
