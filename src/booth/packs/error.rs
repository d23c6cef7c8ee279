//! Why a pack can't be had, in words.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a pack can't be had.
#[derive(Debug, Error)]
pub enum PackError {
    /// There is nothing of this path.
    #[error("there is no file or folder {}; check the path", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{} can't be read: {source}; check what it is and who may read it", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder where a file is read.
    #[error("{} is a folder; name a file", path.display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// It is a device, a pipe or the like.
    #[error("{} is neither a file nor a folder; name one of these, or `-` for standard input", path.display())]
    Odd {
        /// The path.
        path: PathBuf,
    },
    /// No file in it is a pack.
    #[error("the folder {} holds no pack: no file whose name ends in .toml; name another folder, or a file", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// No pack has this name.
    #[error("there is no pack {name}; the nearest is {nearest}, and `sidecoach pack list` shows all")]
    Unknown {
        /// The name.
        name: String,
        /// What may have been meant.
        nearest: String,
    },
    /// Nothing of it can be drawn.
    #[error("{name} holds no prompt that can be played: {why}; `sidecoach pack check {name}` says more")]
    NothingPlayable {
        /// What was named.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}
