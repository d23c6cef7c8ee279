"""Compares what `takes export` writes with what tools that others wrote read of it. Run by exports.sh.

usage: exports.py SIDECOACH FOLDER
"""

import csv
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import sys

import frictionless
import opentimelineio as otio
import webvtt

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
START = 1_795_546_800_250  # 2026-11-24T19:00:00.250Z
RECORDING = "2026-11-24T20:03:10.250+01:00"
OFFSET = START + 600_000 - (START + 190_000)  # where the first take lies in it
TEXTS = ["=1+1 was on the door.", "-- A <b>letter</b> --> & a\tpause,\n\n\"late\"."]
NOTES = ["@Ana broke; ben did not", "remorse:2 -> relief\nNOTE x"]


def id_of(n):
    return f"01930000-0000-7000-8000-{n:012x}"


def run(*args):
    done = subprocess.run([program, "--log", folder / "takes.db", *args], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (args, done.stderr)
    return done


def sample():
    """A log with two takes of two people, with texts that are hard on each format."""
    run("player", "add", "Ana", "Ben")
    db = sqlite3.connect(folder / "takes.db")
    ana, ben = (row[0] for row in db.execute("SELECT id FROM player ORDER BY seq"))
    db.execute(
        "INSERT INTO workshop (id, name, started, zone, seed, lock) VALUES (?, 'lab', ?, 'UTC', 7, 'none')",
        (id_of(100), START),
    )
    for n, (text, note) in enumerate(zip(TEXTS, NOTES), 1):
        hand = json.dumps({"kind": "scene", "tags": ["apology"], "roles": []})
        started = START + n * 600_000
        db.execute(
            "INSERT INTO draw (id, workshop, number, pack, pack_hash, prompt, seed, stream, text, words, fate, hand,"
            " drawn_at) VALUES (?, ?, ?, 'turns', 'ab12', ?, 7, '1.0.0', ?, '[]', 'played', ?, ?)",
            (id_of(200 + n), id_of(100), n, f"late-{n}", text, hand, started),
        )
        db.execute(
            "INSERT INTO take (id, draw, of_draw, rehearsal, text, hand, started, planned_ms, ended_at_ms, played_ms,"
            " paused_ms, ending) VALUES (?, ?, 1, 0, ?, ?, ?, 240000, 187250, 180000, 7250, 'edit')",
            (id_of(300 + n), id_of(200 + n), text, hand, started),
        )
        for position, (role, player, name) in enumerate([("host", ana, "Ana"), ("guest", ben, "Ben")]):
            db.execute(
                'INSERT INTO "cast" (take, position, role, label, player, name, asked, arc, secret)'
                " VALUES (?, ?, ?, ?, ?, ?, 'guilt:2 -> relief', 'remorse:2 -> relief', 'You know.')",
                (id_of(300 + n), position, role, role, player, name),
            )
        moments = [(61_234, "mark", None, None, note), (2_000, "slate", None, None, "7"), (90_000, "shift", "host", 2, None)]
        for m, (at, kind, role, step, label) in enumerate(moments):
            db.execute(
                "INSERT INTO moment (id, take, at_ms, kind, role, step, label) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id_of(400 + n * 10 + m), id_of(300 + n), at, kind, role, step, label),
            )
        came = json.dumps([{"role": "host", "step": 1, "feeling": "anger", "strength": 2}])
        db.execute(
            "INSERT INTO judgement (id, take, at, judge, verdict, note, perceived) VALUES (?, ?, ?, 'leader', 'usable', ?, ?)",
            (id_of(500 + n), id_of(300 + n), started + 300_000, note, came),
        )
        db.execute("UPDATE take SET verdict = 'usable' WHERE id = ?", (id_of(300 + n),))
    db.commit()
    db.close()


def export(kind, name, *options):
    run("takes", "export", "--format", kind, "-o", folder / name, *options)
    return folder / name


def shown(text):
    """A text as a caption has it: on one line."""
    return re.sub(r"\s+", " ", text).strip()


def hidden(text):
    """A text without the names in it."""
    return text.replace("Ana", "P01").replace("ben", "P02")


sample()
ids = [id_of(301), id_of(302)]

# CSV, by Python's reader: every cell as it is in the log, no formula.
rows = list(csv.DictReader(io.StringIO(export("csv", "takes.csv").read_text(), newline="")))
assert [row["id"] for row in rows] == ids
assert [row["text"] for row in rows] == ["'" + TEXTS[0], "'" + TEXTS[1]]
assert [row["note"] for row in rows] == ["'" + hidden(NOTES[0]), NOTES[1]]
assert rows[0]["cast"] == "host: P01; guest: P02" and rows[0]["secrets"] == ""
assert rows[0]["perceived"] == "host 1: anger:2 (leader)" and rows[0]["started"] == "2026-11-24T19:10:00.250Z"
assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row.values() if cell)

# JSON lines, by check-jsonschema against the schema that the program prints.
lines = [json.loads(line) for line in export("jsonl", "takes.jsonl").read_text().splitlines()]
(folder / "schema.json").write_text(run("takes", "export", "--schema").stdout)
check = [pathlib.Path(sys.executable).parent / "check-jsonschema"]
subprocess.run([*check, "--check-metaschema", folder / "schema.json"], check=True)
for n, line in enumerate(lines):
    (folder / f"line-{n}.json").write_text(json.dumps(line))
subprocess.run([*check, "--schemafile", folder / "schema.json", *sorted(folder.glob("line-*.json"))], check=True)
broken = {**lines[0], "verdict": "fine"}
(folder / "broken.json").write_text(json.dumps(broken))
done = subprocess.run([*check, "--schemafile", folder / "schema.json", folder / "broken.json"], capture_output=True, check=False)
assert done.returncode == 1, "the schema lets a wrong verdict pass"
assert [line["id"] for line in lines] == ids and [line["text"] for line in lines] == TEXTS
assert [line["note"] for line in lines] == [hidden(note) for note in NOTES]
assert [part["player"] for part in lines[0]["cast"]] == ["P01", "P02"]

# Audacity labels: tab-separated, seconds with six decimals.
labels = export("audacity", "labels.txt", "--recording-start", RECORDING).read_text().splitlines()
assert all(re.fullmatch(r"\d+\.\d{6}\t\d+\.\d{6}\t[^\t\n]*", label) for label in labels), labels
labels = [label.split("\t") for label in labels]
at = OFFSET / 1000
expected = sorted([(t, e) for s in (at, at + 600) for t, e in [(s, s + 187.25), (s + 2, s + 2), (s + 61.234, s + 61.234), (s + 90, s + 90)]])
assert [(round(float(start), 3), round(float(end), 3)) for start, end, _ in labels] == [(round(s, 3), round(e, 3)) for s, e in expected]

# WebVTT, by webvtt-py: every cue, its times, its text with nothing swallowed.
cues = list(webvtt.read(export("webvtt", "takes.vtt", "--recording-start", RECORDING)))
assert len(cues) == 8
assert [cue.identifier for cue in cues if cue.identifier in ids] == ids
assert (cues[0].start, cues[0].end) == ("00:06:50.000", "00:09:57.250")
texts = [cue.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for cue in cues]
assert texts == [text for _, _, text in labels]
assert f"take 2 mark: {shown(NOTES[1])}" in texts

# OpenTimelineIO: a clip for each take where it lies on the recording, a marker for each moment.
timeline = otio.adapters.read_from_file(str(export("otio", "takes.otio", "--sync", "1@00:06:52.0")))
clips = list(timeline.find_clips())
assert [clip.metadata["sidecoach"]["id"] for clip in clips] == ids
for clip, start in zip(clips, (at, at + 600)):
    placed = clip.transformed_time_range(clip.source_range, timeline.tracks)
    assert (placed.start_time.to_seconds(), placed.duration.to_seconds()) == (start, 187.25), placed
    marked = [round(m.marked_range.start_time.to_seconds() - start, 3) for m in clip.markers]
    assert marked == [2.0, 61.234, 90.0], marked
    in_timeline = [clip.transformed_time(m.marked_range.start_time, timeline.tracks).to_seconds() for m in clip.markers]
    assert [round(moment - start, 3) for moment in in_timeline] == [2.0, 61.234, 90.0], in_timeline
assert [m.metadata["sidecoach"]["kind"] for m in clips[0].markers] == ["slate", "mark", "shift"]

# Data Package, by frictionless: types, constraints, keys.
package = export("frictionless", "package")
report = frictionless.validate(str(package / "datapackage.json"))
assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
resources = {resource.name: resource.read_rows() for resource in frictionless.Package(str(package / "datapackage.json")).resources}
assert [row["id"] for row in resources["takes"]] == ids
assert [row["note"] for row in resources["takes"]] == ["'" + hidden(NOTES[0]), NOTES[1]]
assert resources["takes"][0]["started"].microsecond == 250_000
assert [row["player"] for row in resources["cast"]] == ["P01", "P02"] * 2
assert sorted(row["at_ms"] for row in resources["moments"]) == [2000, 2000, 61_234, 61_234, 90_000, 90_000]
assert resources["judgements"][0]["perceived"][0]["feeling"] == "anger"
takes = (package / "takes.csv").read_text()
(package / "takes.csv").write_text(takes.replace(",usable,", ",fine,", 1).replace(ids[1], ids[0]))
found = {error[0] for error in frictionless.validate(str(package / "datapackage.json")).flatten(["type"])}
assert {"constraint-error", "primary-key", "foreign-key"} <= found, found

print("what was exported reads as it was written, by every tool")
