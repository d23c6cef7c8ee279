//! `takes export`: takes leave the log, as far as those who are in them agree.
//!
//! Start with [`run`].

mod left_out;
mod sync;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::booth::files;
use crate::booth::packs::STDIN;
use crate::booth::store::ledger::{self, Export, Exports, Leaving};
use crate::booth::store::read::{Filter, TakeName, TakeRecord};
use crate::booth::store::{Access, Store};
use crate::consent::{Ask, Care, Medium, Purpose, Terms};
use crate::error::Error;
use crate::export::disguise::Disguise;
use crate::export::{Exported, File, Format, gate, is_on, jsonl, keep_secrets, sort, write};
use crate::pack::hash;
use crate::scene::Ms;
use crate::take::{AWAY, Verdict};

use self::left_out::LeftOut;
use self::sync::Sync;
use super::table::count;
use super::when::{self, When};
use super::{Context, word};

/// Options of `takes export`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
#[command(after_long_help = "\
Formats: csv (a row for each take, for a spreadsheet), jsonl (all there is of each, which `takes import` reads), \
audacity (labels), webvtt (captions), otio (OpenTimelineIO), frictionless (a folder with tables and a \
datapackage.json).

Without a purpose it is the leader's own list, which leaves out who took consent back and asks for no medium. For any \
other, everybody who plays in a take must have agreed: for audacity and webvtt to audio, for otio to video, for the \
others to something; --media names other media. Each take says what everybody in it has granted. Takes that were broken \
off, in which a private matter came up, and rehearsals are exported only where they are named by number. Names become \
pseudonyms, in notes too, and secrets stay here, unless asked for.

Examples:
  $ sidecoach takes export --format csv --workshop 'Tuesday lab' -o takes.csv
  $ sidecoach takes export --format jsonl --purpose emotion-training \\
      --for-whom 'Lab of Mia K.' -o takes.jsonl
  $ sidecoach takes export --format audacity \\
      --recording-start 2026-11-24T20:03:10.250+01:00 -o labels.txt
  $ sidecoach takes export --format jsonl --purpose review \\
      --media audio,transcript -o takes.jsonl
  $ sidecoach takes export --format otio --sync 7@00:01:12.4 -o takes.otio
  $ sidecoach takes export --removed --for-whom 'Lab of Mia K.'")]
pub struct ExportArgs {
    /// Numbers or full ids of takes [default: all]
    #[arg(value_name = "N")]
    takes: Vec<TakeName>,
    /// What to write
    #[arg(long, value_parser = word::one_of(Format::ALL, Format::word), required_unless_present_any = ["removed", "schema"])]
    format: Option<Format>,
    /// Of workshops with this name
    #[arg(long, value_name = "NAME")]
    workshop: Option<String>,
    /// Takes from then on: a day such as 2026-11-24, or a time such as 2026-11-24T20:00
    #[arg(long, value_name = "WHEN", value_parser = when::read)]
    since: Option<When>,
    /// With this verdict
    #[arg(long, value_parser = word::one_of(Verdict::ALL, Verdict::word))]
    verdict: Option<Verdict>,
    /// What it is for [default: log, the leader's own list]
    #[arg(long, value_parser = word::one_of(Use::ALL, Use::word))]
    purpose: Option<Use>,
    /// What of everybody is needed for that purpose [default: what the format is about]
    #[arg(
        long,
        value_delimiter = ',',
        value_parser = word::one_of(Medium::ALL, Medium::word),
        requires = "purpose",
        conflicts_with = "removed"
    )]
    media: Vec<Medium>,
    /// Who it is for, to be kept in the ledger
    #[arg(long, value_name = "NAME", value_parser = word::shown)]
    for_whom: Option<String>,
    /// Tell the names of people instead of their pseudonyms
    #[arg(long)]
    names: bool,
    /// Tell what each player alone was told
    #[arg(long)]
    secrets: bool,
    /// When the recording began, such as 2026-11-24T20:03:10.250+01:00
    #[arg(long, value_name = "WHEN", value_parser = when::read)]
    recording_start: Option<When>,
    /// Where a take lies in the recording: its slate, or without one its start
    #[arg(long, value_name = "N@TIME", value_parser = sync::read, conflicts_with = "recording_start")]
    sync: Option<Sync>,
    /// List the ids of takes that earlier exports held and that may not leave any more as they did
    #[arg(long, conflicts_with_all = ["takes", "workshop", "since", "verdict", "names", "secrets", "recording_start", "sync"])]
    removed: bool,
    /// Print the JSON Schema of a line of jsonl
    #[arg(long, exclusive = true)]
    schema: bool,
    /// Where to write: a file, a folder for frictionless, - for standard output
    #[arg(short, long, value_name = "FILE", default_value = STDIN)]
    output: PathBuf,
    /// Write over what is there
    #[arg(long)]
    force: bool,
}

/// What an export is for; without a purpose it is the leader's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use(Option<Purpose>);

impl Use {
    const ALL: &[Self] = &[
        Self(None),
        Self(Some(Purpose::Review)),
        Self(Some(Purpose::EmotionTraining)),
        Self(Some(Purpose::VoiceTraining)),
        Self(Some(Purpose::Publishing)),
    ];

    const fn word(self) -> &'static str {
        ledger::word(self.0)
    }
}

/// Writes takes, or what is asked for about exports.
pub fn run(cx: &Context, args: &ExportArgs) -> Result<(), Error> {
    if !is_stdout(&args.output) {
        cx.spare(&args.output)?;
    }
    match args.format {
        _ if args.schema => cx.print.exact(jsonl::SCHEMA),
        _ if args.removed => removed(cx, args),
        Some(format) => export(cx, args, format),
        None => Err(Error::Usage("say what to write with --format".to_owned())),
    }
}

/// What is asked of everybody in a take.
fn ask(args: &ExportArgs, format: Format) -> Result<Option<Ask>, Error> {
    let Some(purpose) = args.purpose.and_then(|Use(purpose)| purpose) else {
        let needs_purpose = "the leader's own list asks for no medium; name another --purpose, or leave --media out";
        return if args.media.is_empty() { Ok(None) } else { Err(Error::Usage(needs_purpose.to_owned())) };
    };
    let media = if args.media.is_empty() { format.needs() } else { &args.media };
    Ok(Some(Ask { purpose, media: media.iter().copied().collect() }))
}

fn export(cx: &Context, args: &ExportArgs, format: Format) -> Result<(), Error> {
    if format.is_a_folder() && is_stdout(&args.output) {
        return Err(Error::Usage(format!("{format} is a folder of files; name it with --output DIR")));
    }
    let ask = ask(args, format)?;
    let store = cx.store(Access::Read)?;
    let (purpose, now) = (ask.as_ref().map(|ask| ask.purpose), Timestamp::now().as_millisecond());
    let mut left_out = LeftOut::new(purpose);
    let grants = store.grants()?;
    // Who names a take knows what it is.
    let despite = if args.takes.is_empty() { &[][..] } else { Care::ALL };
    let terms = Terms { ask, despite: despite.iter().copied().collect() };
    let mut takes = wanted(&store, args)?;
    takes.retain(|take| left_out.passes(gate::check(take, &terms, &grants, now)));
    let recording = if format.is_on_a_recording() { recording(cx, &store, args, &takes)? } else { 0 };
    if format.is_on_a_recording() {
        takes.retain(|take| is_on(take, recording) || left_out.before_the_recording());
    }
    if let (Some(purpose), []) = (purpose, takes.as_slice()) {
        return Err(Error::NoneMayLeave { purpose, why: left_out.reasons(&store)? });
    }
    let origins = store.origins(takes.iter().map(|take| take.id))?;
    let disguise = if args.names { None } else { Some(Disguise::new(store.known()?)) };
    let exported = takes.into_iter().zip(origins).map(|(take, origin)| {
        let granted = gate::granted(&take, purpose, &grants, now);
        let mut exported = Exported { take, origin, granted };
        if !args.secrets {
            keep_secrets(&mut exported);
        }
        if let Some(disguise) = &disguise {
            disguise.put_on(&mut exported);
        }
        exported
    });
    let mut exported: Vec<_> = exported.collect();
    drop(store);
    sort(&mut exported);
    let files = write(format, &exported, recording);
    if format.is_a_folder() {
        files.iter().try_for_each(|file| cx.spare(&args.output.join(file.name)))?;
    }
    let takes: Vec<_> = exported.iter().map(|exported| leaving(exported, purpose)).collect();
    let held = takes.len();
    let by_wall: Vec<String> = exported
        .iter()
        .filter(|exported| was_away(&exported.take))
        .map(|exported| exported.take.number.to_string())
        .collect();
    if takes.is_empty() {
        // Nothing leaves the log, and there may be none to keep a ledger in.
        place(cx, args, format, &files)?;
    } else {
        let export = Export {
            id: Uuid::now_v7(),
            at: now,
            format: format.word(),
            purpose,
            recipient: args.for_whom.clone(),
            files: files.iter().map(|file| (name(args, format, file), hash(file.text.as_bytes()))).collect(),
            takes,
        };
        hand_out(cx, args, format, &export, &files, &grants)?;
    }
    left_out.tell(cx, &cx.store(Access::Read)?)?;
    if !by_wall.is_empty() {
        cx.print.note(&format!(
            "interrupted and gone on with: take {}; its times after the pause labelled `{AWAY}` are only as exact as the \
             computer's clock",
            by_wall.join(", ")
        ));
    }
    if held == 0 {
        cx.print.note("no take was exported");
    } else if !is_stdout(&args.output) {
        cx.print.note(&format!("{} in {}", count(held, "take"), args.output.display()));
    }
    Ok(())
}

/// What the ledger keeps of a take, so that it is known when it has to be given back.
fn leaving(Exported { take, granted, .. }: &Exported, purpose: Option<Purpose>) -> Leaving {
    let of_purpose = granted.iter().filter(|(granted, _)| Some(*granted) == purpose);
    Leaving {
        take: take.id,
        media: of_purpose.flat_map(|(_, media)| media.iter().copied()).collect(),
        despite: gate::cares(take),
    }
}

/// Whether the program was not there for a part of a take.
fn was_away(take: &TakeRecord) -> bool {
    take.moments.iter().any(|moment| moment.label.as_deref() == Some(AWAY))
}

/// Enters the files in the ledger and puts them where they belong.
fn hand_out(
    cx: &Context,
    args: &ExportArgs,
    format: Format,
    export: &Export,
    files: &[File],
    grants: &gate::Grants,
) -> Result<(), Error> {
    let mut store = cx.store(Access::Write)?;
    // A withdrawal that came since the takes were chosen counts.
    if !store.enter(export, grants)? {
        return Err(Error::ConsentChanged);
    }
    let placed = place(cx, args, format, files);
    // Whoever reads standard output may have part of it already when they go away.
    if placed.is_err() && !is_stdout(&args.output) {
        // Should that fail too, the ledger knows of more than has left the log.
        let _ = store.take_out(export.id);
    }
    placed
}

fn place(cx: &Context, args: &ExportArgs, format: Format, files: &[File]) -> Result<(), Error> {
    let path = &args.output;
    if format.is_a_folder() {
        let files: Vec<_> = files.iter().map(|file| (file.name, file.text.as_bytes())).collect();
        return Ok(files::create_private_folder(path, &files, args.force)?);
    }
    files.iter().try_for_each(|file| {
        if is_stdout(path) {
            cx.print.exact(&file.text)
        } else {
            Ok(files::create_private(path, file.text.as_bytes(), args.force)?)
        }
    })
}

/// What the ledger calls a file.
fn name(args: &ExportArgs, format: Format, file: &File) -> String {
    if format.is_a_folder() {
        return file.name.to_owned();
    }
    args.output.file_name().unwrap_or(args.output.as_os_str()).to_string_lossy().into_owned()
}

fn is_stdout(output: &Path) -> bool {
    output.as_os_str() == STDIN
}

/// The takes that were asked for.
fn wanted(store: &Store, args: &ExportArgs) -> Result<Vec<TakeRecord>, Error> {
    let workshop = args.workshop.as_ref();
    let mut takes = if args.takes.is_empty() {
        store.takes(&Filter { workshop: workshop.cloned(), verdict: args.verdict, ..Filter::default() })?
    } else {
        let named = args.takes.iter().map(|name| find(store, *name).map(|take| (take.id, take)));
        named.collect::<Result<BTreeMap<_, _>, _>>()?.into_values().collect()
    };
    let since = args.since.map(|since| since.start(&TimeZone::system()));
    takes.retain(|take| {
        since.is_none_or(|since| take.started >= since)
            && workshop.is_none_or(|workshop| take.workshop == *workshop)
            && args.verdict.is_none_or(|verdict| take.verdict == Some(verdict))
    });
    Ok(takes)
}

fn find(store: &Store, name: TakeName) -> Result<TakeRecord, Error> {
    store.take(name)?.ok_or_else(|| Error::NoSuchTake(super::takes::spelt(name)))
}

/// When the recording began.
fn recording(cx: &Context, store: &Store, args: &ExportArgs, takes: &[TakeRecord]) -> Result<Ms, Error> {
    if let Some(start) = args.recording_start {
        return Ok(start.start(&TimeZone::system()));
    }
    if let Some(Sync { take, at }) = args.sync {
        return Ok(sync::moment(&find(store, take)?) - at);
    }
    if !takes.is_empty() {
        cx.print
            .note("the recording is taken to begin with the first take; --recording-start or --sync says when it did");
    }
    Ok(takes.iter().map(|take| take.started).min().unwrap_or(0))
}

/// Lists what may be used no more.
fn removed(cx: &Context, args: &ExportArgs) -> Result<(), Error> {
    let (store, now) = (cx.store(Access::Read)?, Timestamp::now().as_millisecond());
    let grants = store.grants()?;
    let of = Exports {
        format: args.format.map(Format::word),
        purpose: args.purpose.map(|Use(purpose)| purpose),
        recipient: args.for_whom.clone(),
    };
    let mut takes = store.handed_out(&of)?;
    // One that was taken back is not among them.
    let known: BTreeMap<_, _> = store.takes(&Filter::default())?.into_iter().map(|take| (take.id, take)).collect();
    takes.retain(|(take, terms)| known.get(take).is_none_or(|take| !gate::check(take, terms, &grants, now).is_empty()));
    takes.dedup_by_key(|(take, _)| *take);
    let text = takes.iter().fold(String::new(), |text, (take, _)| text + &take.to_string() + "\n");
    if is_stdout(&args.output) {
        cx.print.out(&text)?;
    } else {
        files::create_private(&args.output, text.as_bytes(), args.force)?;
    }
    if takes.is_empty() {
        cx.print.note("whatever was exported may still be used");
    }
    Ok(())
}
