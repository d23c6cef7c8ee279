//! `takes import`: takes that another laptop exported, brought into this log.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;

use clap::Args;

use crate::booth::packs::STDIN;
use crate::booth::store::incoming::Incoming;
use crate::error::Error;
use crate::export::jsonl;

use super::{Context, merge};

/// The most bytes of a line: far more than any take has.
const LONGEST: u64 = 16 << 20;

/// The most bad lines that are told of.
const TOLD: usize = 10;

/// Which export to bring in.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What `takes export --format jsonl` wrote, or - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Bring in people by a name that was forgotten here
    #[arg(long)]
    accept: bool,
}

/// Brings it in: every line, or nothing.
pub fn run(cx: &Context, args: &ImportArgs) -> Result<(), Error> {
    let is_stdin = args.file.as_os_str() == STDIN;
    let name = if is_stdin { "standard input".to_owned() } else { args.file.display().to_string() };
    let unreadable = |source| Error::Unreadable { file: name.clone(), source };
    let mut source: Box<dyn BufRead> = if is_stdin {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(&args.file).map_err(unreadable)?))
    };
    // Where there is nothing to read, such as a folder, no file is made either.
    source.fill_buf().map_err(unreadable)?;
    let incoming = Incoming::takes(&cx.log()?)?;
    let (mut line, mut number, mut bad) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        number += 1;
        if source.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match jsonl::read(&line) {
            Ok(exported) if bad == 0 => incoming.add(&exported.take, &exported.origin)?,
            Ok(_) => {}
            Err(why) => {
                bad += 1;
                if bad <= TOLD {
                    cx.print.note(&format!("{name}:{number}: {why}"));
                }
            }
        }
    }
    if bad > 0 {
        return Err(Error::BadLines { file: name, lines: bad });
    }
    merge::bring_in(cx, incoming, &name, args.accept)
}
