//! Why a command could not do what was asked, as a sentence that says what to do next.
//!
//! Start with [`Error`]; [`Error::exit_code`] is the one place where exit codes are given out.

use std::io;
use std::path::PathBuf;

use thiserror::Error as ThisError;

use crate::booth::BoothError;
use crate::booth::files::FileError;
use crate::booth::never::NeverError;
use crate::booth::packs::PackError;
use crate::booth::store::StoreError;
use crate::booth::store::merge::MergeError;
use crate::booth::store::recast::RecastError;
use crate::booth::store::roster::RosterError;
use crate::booth::store::suggestion::SuggestError;
use crate::consent::Purpose;
use crate::import::Refused;
use crate::pack::edit::EditError;

/// Why a command ended without having done what was asked.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The command line can't be understood.
    #[error("{0}")]
    Usage(String),
    /// The stage has nothing to draw on.
    #[error(
        "the stage needs a terminal for its screen and its keys; start it in one, or use a command such as \
         `sidecoach draw`, see `sidecoach --help`"
    )]
    NoTerminal,
    /// Nobody knows where the user's data belongs.
    #[error("the home folder can't be found; name the log with --log, the settings with --config, a pack by its file")]
    NoHome,
    /// No prompt fits the filters.
    #[error("no prompt fits: {0}; ask for less")]
    NothingFits(String),
    /// There is no such prompt.
    #[error("the pack {pack} has no prompt {id}; the nearest is {nearest}, and `sidecoach pack show {pack}` shows all")]
    NoSuchPrompt {
        /// The pack.
        pack: String,
        /// What was asked for.
        id: String,
        /// What may have been meant.
        nearest: String,
    },
    /// A check found errors, and has said so.
    #[error("correct the errors above, then check again")]
    CheckFailed,
    /// Files can't be watched.
    #[error("changes can't be watched for: {0}; check without --watch")]
    Watch(io::Error),
    /// The plan that was named has errors, and they have been shown.
    #[error("the plan {0} can't be gone through; correct the errors above, then open the stage again")]
    BrokenPlan(String),
    /// The log has no such take.
    #[error("there is no take {0}; `sidecoach takes list` lists them")]
    NoSuchTake(String),
    /// Nothing of the take can be taken back.
    #[error("take {0} has no verdict, no note and no corrected cast to take back; see `sidecoach takes show {0}`")]
    NothingToUndo(i64),
    /// No take may be exported for a purpose.
    #[error("no take may leave the log for {purpose}, and nothing was written: {why}")]
    NoneMayLeave {
        /// What it was to be used for.
        purpose: Purpose,
        /// What keeps each.
        why: String,
    },
    /// Somebody was asked, and did not agree.
    #[error("nothing was changed")]
    Declined,
    /// The stage could not be opened.
    #[error(transparent)]
    Booth(#[from] BoothError),
    /// A pack can't be had.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The log can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody can't be added or changed.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// Nothing can be suggested.
    #[error(transparent)]
    Suggest(#[from] SuggestError),
    /// Standard input held no suggestion.
    #[error("standard input held no suggestion; write one a line")]
    NothingSuggested,
    /// There is no room for all that was suggested.
    #[error(
        "{refused} more would not fit: {waiting} suggestions wait in {workshop}, the most that can; pick or drop some there \
         with o, then suggest again"
    )]
    TooManyWait {
        /// How many were not added.
        refused: usize,
        /// How many wait.
        waiting: usize,
        /// Where.
        workshop: String,
    },
    /// A cast can't be corrected.
    #[error(transparent)]
    Recast(#[from] RecastError),
    /// Somebody said something about the use of their takes while these were being exported.
    #[error("consent was given or withdrawn meanwhile, and nothing was exported; export again")]
    ConsentChanged,
    /// A file with takes can't be read.
    #[error("{file} can't be read: {source}; check its name and who may read it")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// Some lines of a file are no takes, and have been told.
    #[error("nothing of {file} was brought in: {lines} of its lines can't be, see above")]
    BadLines {
        /// The file.
        file: String,
        /// How many.
        lines: usize,
    },
    /// Another log can't be brought in.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The never list can't be read or written.
    #[error(transparent)]
    Never(#[from] NeverError),
    /// Nothing can be made of a list.
    #[error("{file} can't be imported: {refused}")]
    Import {
        /// The list.
        file: String,
        /// Why.
        refused: Refused,
    },
    /// What is to be taken off the never list is not on it.
    #[error("{0} is not on the never list; `sidecoach pack never` shows what is")]
    NotNever(String),
    /// A file can't be changed or made.
    #[error(transparent)]
    File(#[from] FileError),
    /// A pack can't be changed as asked.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// A pack would hide a built-in one.
    #[error(
        "a pack {0} would stand in place of the one built in; give it another name, change a copy of that one with \
         `sidecoach pack edit {0}`, or add --force"
    )]
    HidesBuiltIn(String),
    /// A built-in pack can't be removed.
    #[error(
        "the pack {0} is built in and can't be removed; `sidecoach pack never {0}/ID` keeps a prompt of it from being drawn"
    )]
    BuiltIn(String),
    /// A file can't be moved to the trash.
    #[error("{} can't be moved to the trash: {why}; it is left where it is", path.display())]
    Trash {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// No editor could be used.
    #[error("the editor `{editor}` {why}; set VISUAL or EDITOR to another, or change {} yourself", path.display())]
    Editor {
        /// What was to be run.
        editor: String,
        /// What came of it.
        why: String,
        /// What was to be edited.
        path: PathBuf,
    },
    /// The editor that a language server was for is gone.
    #[error("the editor went away without saying `shutdown` and `exit`")]
    EditorGone,
    /// What was asked for can't be printed.
    #[error("standard output can't be written to: {0}; check where it leads")]
    Output(io::Error),
}

impl Error {
    /// 0 where a closed pipe wants no more, 1 where it ran and the answer is no, 2 where it could not run.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::NothingFits(_)
            | Self::CheckFailed
            | Self::NothingToUndo(_)
            | Self::NotNever(_)
            | Self::Declined
            | Self::NoneMayLeave { .. }
            | Self::Merge(MergeError::NotWelcome(_))
            | Self::EditorGone
            | Self::NothingSuggested
            | Self::TooManyWait { .. }
            | Self::Suggest(SuggestError::NoWorkshop | SuggestError::NotThis(_))
            | Self::Import { refused: Refused::Nothing(_), .. } => 1,
            Self::Usage(_)
            | Self::NoTerminal
            | Self::NoHome
            | Self::NoSuchPrompt { .. }
            | Self::Watch(_)
            | Self::BrokenPlan(_)
            | Self::NoSuchTake(_)
            | Self::Booth(_)
            | Self::Pack(_)
            | Self::Store(_)
            | Self::Roster(_)
            | Self::Suggest(_)
            | Self::Recast(_)
            | Self::Merge(_)
            | Self::ConsentChanged
            | Self::Unreadable { .. }
            | Self::BadLines { .. }
            | Self::Never(_)
            | Self::Import { .. }
            | Self::File(_)
            | Self::Edit(_)
            | Self::HidesBuiltIn(_)
            | Self::BuiltIn(_)
            | Self::Trash { .. }
            | Self::Editor { .. }
            | Self::Output(_) => 2,
        }
    }

    /// Whether there is something to say about it: not to a closed pipe, and not what was said already.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.exit_code() == 0 || matches!(self, Self::CheckFailed)
    }
}
