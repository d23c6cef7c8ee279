use std::fs;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use sidecoach::feeling::Feeling;
use sidecoach::pack::{Content, Kind, Rating};

use crate::bench::{TINY, Test};

/// The schema, read and compiled.
struct Schema {
    json: Value,
    schemas: Schemas,
    root: SchemaIndex,
}

impl Schema {
    fn new() -> Self {
        let json: Value = serde_json::from_str(&fs::read_to_string(packs().join("schema.json")).unwrap()).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("schema.json", json.clone()).unwrap();
        let root = compiler.compile("schema.json", &mut schemas).unwrap();
        Self { json, schemas, root }
    }

    /// Why a pack does not pass, if it does not.
    fn faults(&self, toml: &str) -> Option<String> {
        let pack: Value = toml::from_str(toml).unwrap();
        self.schemas.validate(&pack, self.root).err().map(|e| format!("{e:#}"))
    }

    /// The words of a closed list.
    fn words(&self, pointer: &str) -> Vec<&str> {
        let list = self.json.pointer(pointer).unwrap().as_array().unwrap();
        list.iter().map(|word| word.as_str().unwrap()).collect()
    }
}

fn packs() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/prompt-packs"))
}

#[test]
fn the_schema_is_printed() {
    Test::new().prints(&["pack", "schema"], &fs::read_to_string(packs().join("schema.json")).unwrap());
}

#[test]
fn every_shipped_pack_passes() {
    let schema = Schema::new();
    let paths = fs::read_dir(packs()).unwrap().map(|entry| entry.unwrap().path());
    let packs: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    assert!(packs.len() >= 3);
    for path in packs {
        assert_eq!(schema.faults(&fs::read_to_string(&path).unwrap()), None, "{}", path.display());
    }
    assert_eq!(schema.faults(TINY), None);
}

#[test]
fn its_closed_lists_are_the_vocabulary() {
    let schema = Schema::new();
    let prompt = "/$defs/prompt/properties";
    assert_eq!(schema.words("/$defs/feeling/enum"), Feeling::ALL.iter().map(|it| it.word()).collect::<Vec<_>>());
    assert_eq!(schema.words("/properties/rating/enum"), Rating::ALL.iter().map(|it| it.word()).collect::<Vec<_>>());
    assert_eq!(schema.words(&format!("{prompt}/kind/enum")), Kind::ALL.iter().map(|it| it.word()).collect::<Vec<_>>());
    let content = schema.words(&format!("{prompt}/content/items/enum"));
    assert_eq!(content, Content::ALL.iter().map(|it| it.word()).collect::<Vec<_>>());
}

#[test]
fn what_can_be_written_passes() {
    let schema = Schema::new();
    for (from, to) in [
        ("weight = 2", "weight = 0.001"),
        ("weight = 2", "weight = 0.3"),
        ("players = \"1+\"", "players = \"2-6\""),
        ("players = \"1+\"", "players = \"4\""),
        ("text = \"Stretch.\"", "text = \"{{Stretch}} to {place:2}\\nand back.\""),
        ("guilt = \"remorse\"", "guilt = \"remorse\"\n\"mal du pays\" = \"sadness\""),
        ("guilt:2 -> relief @60%", "mal du pays:3->joy -> fear : 1 @ 1m30s"),
        ("\"a lighthouse\"", "\"a lighthouse\", { text = \"a mill\", weight = 0.5 }"),
        ("secret = \"You are not sorry yet.\"", "secret = \"\""),
        ("id = \"stretch\"", "id = \"stretch\"\ncoach = [\"Wait.\", { text = \"Now.\", at = \"75%\" }]"),
    ] {
        let pack = TINY.replace(from, to);
        assert_ne!(pack, TINY, "{from}");
        assert_eq!(schema.faults(&pack), None, "{to}");
    }
}

#[test]
fn what_is_wrong_does_not_pass() {
    let schema = Schema::new();
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("format = 1\n", ""),
        ("title = \"Tiny\"", "title = \" \""),
        ("rating = \"general\"", "rating = \"adult\""),
        ("rating = \"general\"\n", ""),
        ("about =", "abuot ="),
        ("language = \"en\"", "language = \"en_GB\""),
        ("guilt = \"remorse\"", "guilt = \"remourse\""),
        ("guilt = \"remorse\"", "\"a->b\" = \"remorse\""),
        ("place = [\"a lighthouse\"]", "place = []"),
        ("place = [\"a lighthouse\"]", "Place = [\"a lighthouse\"]"),
        ("\"a lighthouse\"", "{ weight = 2 }"),
        ("id = \"late\"", "id = \"Late one\""),
        ("id = \"stretch\"\n", ""),
        ("kind = \"warm-up\"", "kind = \"warmup\""),
        ("text = \"Stretch.\"", "text = \"Stretch {\""),
        ("text = \"Stretch.\"", "text = \"Stretch {a b}\""),
        ("text = \"Stretch.\"", "text = \"Stretch {place:0}\""),
        ("text = \"Stretch.\"", "text = \"Stretch\\u001b\""),
        ("text = \"Stretch.\"", "text = \"\""),
        ("weight = 2", "weight = 0"),
        ("weight = 2", "weight = 1001"),
        ("weight = 2", "weight = \"2\""),
        ("\"two-hander\"", "\"Two Hander\""),
        ("id = \"stretch\"", "id = \"stretch\"\ncontent = [\"gore\"]"),
        ("id = \"stretch\"", "id = \"stretch\"\nretired = \"yes\""),
        ("id = \"stretch\"", "id = \"stretch\"\ncoach = [{ text = \"Now.\", at = \"100%\" }]"),
        ("scene = \"4m\"", "scene = \"4\""),
        ("scene = \"4m\"", "scene = \"1m1h\""),
        ("players = \"1+\"", "players = \"0\""),
        ("players = \"1+\"", "players = 2"),
        ("name = \"wronged\"", "label = \"wronged\""),
        ("guilt:2 -> relief @60%", "guilt:4 -> relief"),
        ("guilt:2 -> relief @60%", "guilt -> "),
        ("guilt:2 -> relief @60%", "guilt @5% -> relief"),
        ("guilt:2 -> relief @60%", "guilt -> relief @0%"),
    ] {
        let pack = TINY.replacen(from, to, 1);
        assert_ne!(pack, TINY, "{from}");
        assert!(schema.faults(&pack).is_some(), "{to}");
    }
}
