//! A pack that somebody wants to change, in a file of theirs.
//!
//! Start with [`Own::named`] and [`Own::change`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::booth::files::{self, FileError};
use crate::booth::packs::{Found, Origin, PackError, STDIN, built_in, stem};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::pack::read::{MAX_BYTES, read};
use crate::pack::{Pack, is_name};

use super::Context;
use super::check::excerpts;
use super::pack::{find, no_such_prompt, single};

/// The pack, and what its file holds.
pub struct Own {
    /// Its name.
    pub name: String,
    /// Its file; where it is built in, the user's that a copy of it will be in.
    pub path: PathBuf,
    /// What was read.
    pub bytes: Vec<u8>,
    /// What of that is sound.
    pub pack: Option<Arc<Pack>>,
    is_built_in: bool,
}

impl Own {
    /// The pack that is named as `NAME` or `NAME/ID`, by its name or its file, and the id.
    pub fn named<'a>(cx: &Context, what: &'a str) -> Result<(Self, Option<&'a str>), Error> {
        let whole = find(cx, what);
        let prompt = what.rsplit_once('/').filter(|(_, id)| is_name(id));
        match (whole, prompt) {
            (Err(PackError::Missing { .. }), Some((pack, id))) => {
                Ok((Self::of(cx, single(find(cx, pack)?)?)?, Some(id)))
            }
            (whole, _) => Ok((Self::of(cx, single(whole?)?)?, None)),
        }
    }

    fn of(cx: &Context, found: Found) -> Result<Self, Error> {
        let Found { name, origin, pack, .. } = found;
        let (path, bytes, is_built_in) = match origin {
            Origin::BuiltIn => {
                let path = cx.library().new_file(&name).ok_or(Error::NoHome)?;
                (path, built_in(&name).unwrap_or_default().into(), true)
            }
            Origin::User(path) | Origin::Named(path) => {
                if path.as_os_str() == STDIN {
                    return Err(Error::Usage("standard input can't be changed; name a pack or its file".to_owned()));
                }
                let bytes = files::read(&path)?;
                (path, bytes, false)
            }
        };
        let own = Self { name, path, bytes, pack, is_built_in };
        if own.bytes.len() as u64 > MAX_BYTES { Err(own.broken(cx)) } else { Ok(own) }
    }

    /// Changes its file by what `plan` makes of what that holds now: of a built-in pack, of a copy. Gives what else the plan
    /// has to say.
    pub fn change<T>(
        &mut self,
        cx: &Context,
        mut plan: impl FnMut(&Self) -> Result<(Option<Vec<u8>>, T), Error>,
    ) -> Result<T, Error> {
        let path = self.path.clone();
        let (is_copied, said) = files::change(&path, |held| {
            if let Some(bytes) = held {
                self.read(bytes);
            } else if !self.is_built_in {
                return Err(FileError::Changed { path: path.clone() }.into());
            }
            let (after, said) = plan(self)?;
            Ok::<_, Error>((after.clone(), (held.is_none() && after.is_some(), said)))
        })?;
        if is_copied {
            self.copied(cx);
        }
        Ok(said)
    }

    /// Puts new bytes in the place of what was read.
    pub fn save(&mut self, after: &[u8]) -> Result<(), Error> {
        files::replace(&self.path, &self.bytes, after)?;
        self.read(after);
        Ok(())
    }

    /// Copies a built-in pack, so that it is the user's. Where somebody else has done so meanwhile, theirs is taken.
    pub fn claim(&mut self, cx: &Context) -> Result<(), Error> {
        if self.is_built_in {
            match files::create(&self.path, &self.bytes, false) {
                Err(FileError::Exists { .. }) => self.read(&files::read(&self.path)?),
                made => made.map(|()| self.copied(cx))?,
            }
        }
        Ok(())
    }

    fn read(&mut self, bytes: &[u8]) {
        if self.bytes != bytes {
            self.pack = read(&self.name, bytes).0.map(Arc::new);
            self.bytes = bytes.into();
        }
        self.is_built_in = false;
    }

    fn copied(&mut self, cx: &Context) {
        cx.print.note(&format!("the pack {} is built in: your own copy of it is {}", self.name, self.path.display()));
        self.is_built_in = false;
    }

    /// What is wrong with some bytes of its file.
    pub fn findings(&self, bytes: &[u8]) -> Vec<Diagnostic> {
        read(&stem(&self.path), bytes).1
    }

    /// Shows the errors that it has, and gives that it has some.
    pub fn broken(&self, cx: &Context) -> Error {
        let errors = self.findings(&self.bytes).into_iter().filter(|finding| finding.severity() == Severity::Error);
        show(cx, &self.path, &self.bytes, &errors.collect::<Vec<_>>());
        Error::CheckFailed
    }

    /// That it has no such prompt.
    pub fn without(&self, cx: &Context, id: &str) -> Error {
        self.pack.as_ref().map_or_else(|| self.broken(cx), |pack| no_such_prompt(&self.name, pack, id))
    }
}

/// Shows findings of a file beside what a command prints.
pub fn show(cx: &Context, path: &Path, bytes: &[u8], findings: &[Diagnostic]) {
    excerpts(cx, path, bytes, findings).for_each(|excerpt| cx.print.styled_err(&excerpt));
}
