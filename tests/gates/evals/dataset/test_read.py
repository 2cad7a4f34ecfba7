from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.evals.case import Case, Expected
from goldenpath_gates.evals.dataset.read import DatasetError, Reading

from tests.gates.evals.dataset.support import body, read, save

WHOLE = {
    "id": "canary-001~typo-2",
    "input": {"question": "What?", "deep": [1, {"a": None}]},
    "expected": {
        "text": "x",
        "contains": ["a"],
        "absent": ["b"],
        "regex": "a+",
        "structure": {"a": [1]},
        "schema": {"type": "object"},
        "label": "l",
        "documents": [],
        "number": 2,
        "tolerance": 0.5,
        "refusal": False,
        "tool_calls": [{"name": "t", "arguments": {}}],
    },
    "tags": ["red-team", "lang:de"],
    "tenant": "acme",
    "weight": 2.5,
    "criteria": ["is short"],
    "label_by_people": True,
    "provenance": {"by": "@acme/ai-team"},
}


def test_every_part_is_read(tmp_path: Path) -> None:
    save(tmp_path / "g.jsonl", [body("first"), WHOLE])
    assert read(tmp_path / "g.jsonl")[1] == Case(
        id="canary-001~typo-2",
        input={"question": "What?", "deep": [1, {"a": None}]},
        expected=Expected(
            text="x",
            contains=("a",),
            absent=("b",),
            regex="a+",
            structure={"a": [1]},
            schema={"type": "object"},
            label="l",
            documents=(),
            number=2,
            tolerance=0.5,
            refusal=False,
            tool_calls=({"name": "t", "arguments": {}},),
        ),
        dataset="g.jsonl",
        line=2,
        tags=("red-team", "lang:de"),
        tenant="acme",
        weight=2.5,
        criteria=("is short",),
        label_by_people=True,
        provenance={"by": "@acme/ai-team"},
    )


GOOD = {
    "byte order mark": b'\xef\xbb\xbf{"id":"a","input":"x","expected":{}}\n',
    "Windows line ends": b'{"id":"a","input":"x","expected":{}}\r\n\r\n',
    "no line feed at the end": b'{"id":"a","input":"x","expected":{}}',
    "what is null is not set": b'{"id":"a","input":"x","expected":{},"tenant":null}\n',
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_good(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "g.jsonl").write_bytes(data)
    assert read(tmp_path / "g.jsonl") == [
        Case(id="a", input="x", expected=Expected(), dataset="g.jsonl", line=1)
    ]


def line(**changes: Any) -> bytes:
    return json.dumps(body(**changes)).encode()


BAD = {
    "no JSON": (b"{", "expecting property name"),
    "no object": (b"[]", "is not of type"),
    "not UTF-8": (b'{"id":"\xff"}', "byte 8 is not UTF-8"),
    "key twice": (b'{"id":"a","id":"b","input":"x","expected":{}}', "the key id stands here for"),
    "NaN": (b'{"id":"a","input":"x","expected":{"number":NaN}}', "NaN is no number of JSON"),
    "too large": (b'{"id":"a","input":"x","expected":{"number":1e999}}', "Out of range"),
    "thousands of digits": (b'{"id":' + b"1" * 5000 + b"}", "limit"),
    "half a character": (b'{"id":"a","input":"\\ud800","expected":{}}', "half a character"),
    "nested without end": (b"[" * 100_000, "nested too deeply"),
    "long line": (b'"' + b"a" * 1_000_001 + b'"', "at most 1,000,000 bytes"),
    "nothing expected": (b'{"id":"a","input":"x"}', '"expected" is a required property'),
    "empty input": (line(input=""), "input:"),
    "id with a line feed": (line(name="a\n"), "id:"),
    "id of another shape": (line(name="ä"), "id:"),
    "misspelt part": (line(expected={"contain": ["a"]}), "unknown key, known here: absent"),
    "tag in capitals": (line(tags=["A"]), "tags[0]:"),
    "no weight": (line(weight=0), "weight:"),
    "tolerance of nothing": (line(expected={"tolerance": 1}), "there is no number"),
    "tool call without what": (line(expected={"tool_calls": [{"name": "a"}]}), "only one of them"),
    "nested repetition": (line(expected={"regex": "(a+)+"}), "can take for ever"),
    "long pattern": (line(expected={"regex": "a" * 501}), "a pattern has at most 500 characters"),
    "no schema": (line(expected={"schema": {"type": "x"}}), "this is no JSON Schema"),
    "schema elsewhere": (
        line(expected={"schema": {"$ref": "http://127.0.0.1:9/x"}}),
        "refer to nothing outside itself",
    ),
    "control character": (line(name="a\x1b[2J"), "id:"),
}


@pytest.mark.parametrize(("data", "expected"), BAD.values(), ids=BAD)
def test_bad(tmp_path: Path, data: bytes, expected: str) -> None:
    (tmp_path / "g.jsonl").write_bytes(line(name="first") + b"\n\n" + data + b"\n")
    with pytest.raises(DatasetError) as raised:
        read(tmp_path / "g.jsonl")
    assert raised.value.exit_code == 3
    assert [(one.path, one.line, one.rule) for one in raised.value.findings] == [
        ("g.jsonl", 3, "eval-case")
    ] * len(raised.value.findings)
    assert str(raised.value).startswith("g.jsonl:3:")
    assert expected in str(raised.value)
    assert str(raised.value).isprintable() or len(raised.value.findings) > 1


@pytest.mark.parametrize("name", ["g.jsonl", "h.jsonl"])
def test_an_id_is_used_once_over_all_files(tmp_path: Path, name: str) -> None:
    names = list(dict.fromkeys(["g.jsonl", name]))
    save(tmp_path / "g.jsonl", [body("a")] + [body("b")] * (name == "h.jsonl"))
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(json.dumps(body("a")) + "\n")
    with pytest.raises(DatasetError, match="id: a was used before"):
        list(Reading(names, tmp_path))


def test_after_the_first_thing_to_mend_no_case_is_asked(tmp_path: Path) -> None:
    save(tmp_path / "g.jsonl", [body("a"), {"id": "b"}, body("c"), {"id": "d"}])
    asked: list[str] = []
    with pytest.raises(DatasetError) as raised:
        asked.extend(case.id for case in Reading(["g.jsonl"], tmp_path))
    assert asked == ["a"]
    assert {one.line for one in raised.value.findings} == {2, 4}


def test_fifty_findings_are_enough(tmp_path: Path) -> None:
    save(tmp_path / "g.jsonl", [{"id": f"c{i}", "input": "x"} for i in range(60)])
    with pytest.raises(DatasetError) as raised:
        read(tmp_path / "g.jsonl")
    assert len(raised.value.findings) == 50


def test_nothing_to_ask(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    outside = save(tmp_path.parent / f"{tmp_path.name}.jsonl", [body()])
    (tmp_path / "link.jsonl").symlink_to(outside)
    os.mkfifo(tmp_path / "pipe")
    table = {
        "empty.jsonl": "holds no case",
        "missing.jsonl": "No such file",
        "folder": "no plain file|Is a directory",
        "pipe": "no plain file",
        "link.jsonl": "leads out of the tree",
        f"../{outside.name}": "leads out of the tree",
    }
    for name, expected in table.items():
        with pytest.raises(DatasetError, match=expected):
            list(Reading([name], tmp_path))
    with pytest.raises(DatasetError, match="no dataset is named"):
        list(Reading([], tmp_path))


def test_the_hash_knows_content_and_order_but_no_formatting(tmp_path: Path) -> None:
    def hashed(text: str) -> str:
        (tmp_path / "g.jsonl").write_text(text, encoding="utf-8")
        reading = Reading(["g.jsonl"], tmp_path)
        assert len(list(reading)) == reading.facts["g.jsonl"]["cases"]
        return str(reading.facts["g.jsonl"]["hash"])

    one, two = '{"id":"a","input":"é","expected":{}}', '{"id":"b","input":"y","expected":{}}'
    whole = hashed(f"{one}\n{two}\n")
    same = '\n { "expected": {}, "input": "\\u00e9",\t"id": "a"}\r\n' + two
    assert hashed(same) == whole
    changed = (f"{two}\n{one}", one, f"{one}\n{two.replace('y', 'Y')}")
    assert len({whole, *map(hashed, changed)}) == 4


def test_a_reading_can_be_read_again(tmp_path: Path) -> None:
    save(tmp_path / "g.jsonl", [body("a"), body("b")])
    reading = Reading(["g.jsonl"], tmp_path)
    assert list(reading) == list(reading)
    assert reading.facts["g.jsonl"]["cases"] == 2


def test_memory_does_not_grow_with_the_dataset(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        save(tmp_path / "g.jsonl", (body(f"c{i}", input="x" * 500) for i in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in Reading(["g.jsonl"], tmp_path)) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is imported on first use
    assert peak(3000) - peak(100) < 2900 * 200
