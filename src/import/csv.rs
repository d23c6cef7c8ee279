//! Tables: comma-, semicolon- or tab-separated, a row a prompt.
//!
//! Start with [`read`].

use std::collections::BTreeMap;

use super::Refused;
use super::draft::{Draft, Losses, PromptDraft, Prompts, RoleDraft, escaped};
use super::names::named;
use crate::cue::{is_playable, parse_duration};
use crate::feeling::{Aliases, FeelingArc};
use crate::pack::read::{read_players, shown, thousandths};
use crate::pack::{Content, Kind, Weight, is_name, words};

words! {
    /// What a column holds.
    Field {
        Text "text", Id "id", Kind "kind", Weight "weight", Tags "tags", Content "content", Players "players",
        Role "role", Label "label", Feeling "feeling", Secret "secret", Coach "coach", Time "time",
    }
}

impl Field {
    /// The field that a word of a header stands for.
    fn from_header(word: &str) -> Option<Self> {
        Self::from_word(word).or(match word {
            "prompt" => Some(Self::Text),
            "tag" => Some(Self::Tags),
            "roles" => Some(Self::Role),
            "labels" => Some(Self::Label),
            "feelings" => Some(Self::Feeling),
            "secrets" => Some(Self::Secret),
            _ => None,
        })
    }

    /// Whether each role has one.
    const fn is_of_role(self) -> bool {
        matches!(self, Self::Role | Self::Label | Self::Feeling | Self::Secret)
    }
}

/// What a column holds: a field, of the role of this number where it says one. `None` is left out.
pub type Column = Option<(Field, Option<u8>)>;

/// Reads columns as the command line names them: `text,tags,-,weight`.
pub fn read_columns(text: &str) -> Result<Vec<Column>, String> {
    let column = |word: &str| match column(word) {
        _ if word.trim() == "-" => Ok(None),
        None => {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.word()).collect();
            Err(format!("`{}` is no column; there are {} and - for one to be left out", word.trim(), known.join(", ")))
        }
        known => Ok(known),
    };
    let columns = text.split(',').map(column).collect::<Result<Vec<_>, _>>()?;
    let texts = columns.iter().flatten().filter(|(field, _)| *field == Field::Text).count();
    if texts == 1 { Ok(columns) } else { Err("one column is text, and no more than one".to_owned()) }
}

/// What a header calls this: `Role 2`, `role2` and `role_2` are the second role.
fn column(header: &str) -> Column {
    let header = header.trim().to_lowercase();
    let word = header.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = header[word.len()..].parse().ok();
    let field = Field::from_header(word.trim_end_matches([' ', '_', '-', '.', '#']))?;
    (number.is_none() || field.is_of_role()).then_some((field, number))
}

/// Whether a text begins with a header that names a column of prompts, beside others.
pub(super) fn has_header(text: &str, delimiter: u8) -> bool {
    rows(text, delimiter).next().is_some_and(|row| row.cells.len() > 1 && is_header(&row.cells))
}

fn is_header(cells: &[Cell]) -> bool {
    cells.iter().any(|cell| column(&cell.text).is_some_and(|(field, _)| field == Field::Text))
}

/// What separates the cells of a table: of comma, semicolon and tab, the one that its first row has most of.
pub(super) fn delimiter(text: &str) -> u8 {
    let most = [b',', b';', b'\t'].into_iter().map(|delimiter| {
        let cells = rows(text, delimiter).next().map_or_else(Vec::new, |row| row.cells);
        ((is_header(&cells), cells.len()), delimiter)
    });
    // Of equals, the first.
    most.rev().max_by_key(|(cells, _)| *cells).map_or(b',', |(_, delimiter)| delimiter)
}

/// A cell and where it begins.
struct Cell {
    at: usize,
    text: String,
}

/// A row that has something in it.
struct Row {
    at: usize,
    cells: Vec<Cell>,
}

fn rows(text: &str, delimiter: u8) -> impl Iterator<Item = Row> {
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    std::iter::from_fn(move || {
        loop {
            // It is UTF-8, and rows may be of any length: there is nothing to go wrong.
            if !reader.read_record(&mut record).unwrap_or(false) {
                return None;
            }
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut at = record.position().map_or(0, |position| position.byte() as usize);
            // Blank lines before it count as its own.
            at += text[at..].len() - text[at..].trim_start_matches('\n').len();
            let mut next = at;
            let cells = record.iter().map(|cell| {
                let start = next;
                next = (end_of_cell(text, start, delimiter) + 1).min(text.len());
                Cell { at: start, text: cell.to_owned() }
            });
            return Some(Row { cells: cells.collect(), at });
        }
    })
}

/// Where a cell ends that begins here.
fn end_of_cell(text: &str, start: usize, delimiter: u8) -> usize {
    let bytes = &text.as_bytes()[start..];
    let mut quoted = bytes.first() == Some(&b'"');
    let first = usize::from(quoted);
    for (at, &byte) in bytes.iter().enumerate().skip(first) {
        match byte {
            b'"' if first == 1 => quoted = !quoted,
            b'\n' if !quoted => return start + at,
            byte if byte == delimiter && !quoted => return start + at,
            _ => {}
        }
    }
    text.len()
}

/// Reads a row a prompt. The columns are those that are given, or those that the first row names.
pub(super) fn read(
    text: &str,
    delimiter: u8,
    given: Option<&[Column]>,
    losses: &mut Losses<'_>,
) -> Result<Draft, Refused> {
    let mut rows = rows(text, delimiter).peekable();
    let columns = match (given, rows.peek()) {
        (_, None) => return Ok(Draft::default()),
        (Some(given), _) => given.to_vec(),
        (None, Some(first)) if is_header(&first.cells) => {
            let columns = header(&first.cells, losses);
            rows.next();
            columns
        }
        (None, Some(first)) if first.cells.len() == 1 => vec![Some((Field::Text, None))],
        (None, Some(_)) => return Err(Refused::NoHeader),
    };
    let mut prompts = Prompts::default();
    for row in rows {
        if let Some(prompt) = prompt(&row, &columns, losses) {
            prompts.add(prompt, losses);
        }
    }
    Ok(Draft { prompts: prompts.all, ..Draft::default() })
}

/// What the first row says of each column. A column nobody knows and one that comes again are left out.
fn header(cells: &[Cell], losses: &mut Losses<'_>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for cell in cells {
        let mut known = column(&cell.text);
        let name = quoted(&cell.text);
        if known.is_none() && !cell.text.trim().is_empty() {
            losses.tell(cell.at, format!("left out: the column {name}, which a pack has no place for"));
        } else if known.is_some() && columns.contains(&known) {
            losses.tell(cell.at, format!("left out: the column {name}, which is there already"));
            known = None;
        }
        columns.push(known);
    }
    columns
}

fn prompt(row: &Row, columns: &[Column], losses: &mut Losses<'_>) -> Option<PromptDraft> {
    let mut cells: BTreeMap<(Field, Option<u8>), &Cell> = BTreeMap::new();
    for (cell, column) in row.cells.iter().zip(columns) {
        if let Some(column) = column
            && !cell.text.trim().is_empty()
        {
            cells.insert(*column, cell);
        }
    }
    if row.cells.len() < columns.len() {
        let what = format!("the row has {} of {} cells; the others count as empty", row.cells.len(), columns.len());
        losses.tell(row.at, what);
    }
    for cell in row.cells.iter().skip(columns.len()).filter(|cell| !cell.text.trim().is_empty()) {
        losses.tell(cell.at, format!("left out: a cell beyond the {} columns there are", columns.len()));
    }
    let Some(text) = cells.get(&(Field::Text, None)) else {
        losses.tell(row.at, "left out: a row without a text");
        return None;
    };
    let roles = roles(&cells, losses);
    let names: Vec<String> = roles.iter().map(|role| role.name.clone()).collect();
    let mut prompt = PromptDraft::new(text.at, slotted(&losses.sound(text.at, &text.text)?, &names));
    let mut told = |field: Field, what: &str| {
        let cell = cells[&(field, None)];
        losses.tell(cell.at, format!("left out: the {field} {}, which is {what}", quoted(&cell.text)));
    };
    let cell = |field: Field| cells.get(&(field, None)).map(|cell| cell.text.trim());
    if let Some(id) = cell(Field::Id) {
        prompt.id = named(id).filter(|_| !is_name(id)).or_else(|| is_name(id).then(|| id.to_owned()));
        if prompt.id.is_none() {
            told(Field::Id, "no name of letters a to z, digits and hyphens");
        }
    }
    if let Some(kind) = cell(Field::Kind) {
        let word = kind.to_lowercase().replace([' ', '_'], "-").replace("warmup", "warm-up");
        match Kind::from_word(&word) {
            Some(kind) => prompt.kind = kind,
            None => told(Field::Kind, "none of scene, monologue, game and warm-up"),
        }
    }
    if let Some(weight) = cell(Field::Weight) {
        let whole = thousandths(&weight.replace(',', ".")).and_then(|it| u32::try_from(it).ok());
        match whole.and_then(Weight::from_thousandths) {
            Some(weight) => prompt.weight = weight,
            None => told(Field::Weight, "no number above 0, up to 1000, with at most 3 decimals"),
        }
    }
    if let Some(time) = cell(Field::Time) {
        prompt.scene = parse_duration(&time.to_lowercase().replace(' ', "")).filter(|&length| is_playable(length));
        if prompt.scene.is_none() {
            told(Field::Time, "no length of time such as 90s, 3m or 1m30s");
        }
    }
    if !roles.is_empty() {
        prompt.players = None;
    }
    if let Some(players) = cell(Field::Players) {
        let range = players.replace([' ', '"'], "").replace(['–', '—'], "-");
        match read_players(&range) {
            None => told(Field::Players, "no number of players such as 4, 2-6 or 3+"),
            Some(players) if usize::from(players.min()) < roles.len() => told(Field::Players, "too few for the roles"),
            Some(_) => prompt.players = Some(range),
        }
    }
    if let Some(cell) = cells.get(&(Field::Tags, None)) {
        for tag in parts(cell, &[',', ';', '|', '\n']) {
            match named(&tag.text) {
                Some(tag) if prompt.tags.contains(&tag) => {}
                Some(tag) => prompt.tags.push(tag),
                None => losses
                    .tell(tag.at, format!("left out: the tag {}, in which is no letter a to z", quoted(&tag.text))),
            }
        }
    }
    if let Some(cell) = cells.get(&(Field::Content, None)) {
        for word in parts(cell, &[',', ';', '|', '\n']) {
            match Content::from_word(&word.text.to_lowercase()) {
                Some(word) if prompt.content.contains(&word) => {}
                Some(word) => prompt.content.push(word),
                None => losses.tell(word.at, format!("left out: {} is no content word", quoted(&word.text))),
            }
        }
    }
    if let Some(cell) = cells.get(&(Field::Coach, None)) {
        let lines = parts(cell, &['|', '\n']);
        prompt.coach = lines
            .iter()
            .filter_map(|line| losses.sound(line.at, &line.text))
            .map(|line| slotted(&line, &names))
            .collect();
    }
    for (number, role) in (1..).zip(roles) {
        let secret = role.secret.and_then(|cell| losses.sound(cell.at, &cell.text));
        prompt.roles.push(RoleDraft {
            label: role.label.and_then(|cell| losses.sound(cell.at, &cell.text)),
            feeling: role.feeling.and_then(|cell| feeling(&cell, number, losses)),
            secret: secret.map(|secret| slotted(&secret, &names)),
            name: role.name,
        });
    }
    Some(prompt)
}

/// What a table says of one role.
#[derive(Default)]
struct RoleCells {
    name: String,
    label: Option<Cell>,
    feeling: Option<Cell>,
    secret: Option<Cell>,
}

/// The roles of a row: those of numbered columns in the order of the numbers, and as many as the cells of columns
/// without a number have parts. A role without a name is a player.
fn roles(cells: &BTreeMap<(Field, Option<u8>), &Cell>, losses: &mut Losses<'_>) -> Vec<RoleCells> {
    let mut named_in: BTreeMap<(Option<u8>, usize), BTreeMap<Field, Cell>> = BTreeMap::new();
    for (&(field, number), cell) in cells.iter().filter(|((field, _), _)| field.is_of_role()) {
        let separators: &[char] = match field {
            _ if number.is_some() => &[],
            Field::Role | Field::Feeling => &[',', ';', '|', '\n'],
            _ => &['|', '\n'],
        };
        for (n, part) in parts(cell, separators).into_iter().enumerate() {
            named_in.entry((number, n)).or_default().insert(field, part);
        }
    }
    let count = named_in.len();
    let mut roles: Vec<RoleCells> = Vec::new();
    for (n, mut of) in (1..).zip(named_in.into_values()) {
        let is_taken = |name: &String| roles.iter().any(|role| role.name == *name);
        let mut other = if count == 1 { "player".to_owned() } else { format!("player-{n}") };
        while is_taken(&other) {
            other = format!("{other}-{n}");
        }
        let stated = of.remove(&Field::Role);
        let mut name = stated.as_ref().and_then(|cell| named(&cell.text)).unwrap_or_else(|| other.clone());
        if is_taken(&name) {
            let at = stated.as_ref().map_or(0, |cell| cell.at);
            losses.tell(at, format!("two roles are named {name}; this one is called {other}"));
            name = other;
        }
        let [label, feeling, secret] = [Field::Label, Field::Feeling, Field::Secret].map(|field| of.remove(&field));
        // What a name can't hold is shown all the same.
        let shown = stated
            .filter(|cell| label.is_none() && cell.text != name && cell.text.to_lowercase() != name.replace('-', " "));
        roles.push(RoleCells { name, label: label.or(shown), feeling, secret });
    }
    roles
}

/// The parts of a cell that have something in them, each with where its cell begins.
fn parts(cell: &Cell, separators: &[char]) -> Vec<Cell> {
    let parts = cell.text.split(separators).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Cell { at: cell.at, text: part.to_owned() }).collect()
}

/// The feelings of a role; what can't be read is told.
fn feeling(cell: &Cell, number: usize, losses: &mut Losses<'_>) -> Option<FeelingArc> {
    let arc = FeelingArc::parse(&cell.text.to_lowercase().replace('→', "->"), &Aliases::new());
    if arc.is_err() {
        let what =
            format!("left out: the feeling {} of role {number}, which the vocabulary can't spell", quoted(&cell.text));
        losses.tell(cell.at, what);
    }
    arc.ok()
}

/// A text as a pack writes it, in which roles are slots, and other braces are meant as such.
fn slotted(text: &str, roles: &[String]) -> String {
    let slots = roles.iter().map(|role| (format!("{{{{{role}}}}}"), format!("{{{role}}}")));
    slots.fold(escaped(text), |text, (literal, slot)| text.replace(&literal, &slot))
}

/// Foreign text in a message, short.
fn quoted(text: &str) -> String {
    shown(text.trim())
}
