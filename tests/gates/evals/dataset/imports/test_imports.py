"""What comes of a whole file of another tool: the cases, and what is said about the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.dataset.imports import FORMATS, collect

PROMPTFOO = """\
prompts: [x]
defaultTest:
  vars: {language: English}
  assert:
    - {type: llm-rubric, value: "is in {{ language }}"}
tests:
  - description: Capital of France
    vars: {question: "What is the capital of France?"}
    assert:
      - {type: contains, value: Paris}
      - {type: javascript, value: "process.exit()"}
    metadata: {category: Geography, tags: [easy, Two Words]}
    threshold: 0.5
  - vars: {question: file:///etc/passwd}
  - file://more.yaml
  - vars: {question: [one, two]}
  - vars: {question: "{{ env.HOME }}"}
  - vars: {other: x}
scenarios: []
"""
TAKEN: dict[str, Any] = {
    "input": "What is the capital of France?",
    "expected": {"contains": ["Paris"]},
    "tags": ["category:geography", "easy", "two-words"],
    "criteria": ["is in English"],
}


def run(tmp_path: Path, kind: str, text: str, name: str | None = None) -> tuple[list[Any], str]:
    path = tmp_path / "cases"
    path.write_bytes(text.encode())
    bodies, lost = collect(kind, str(path), name)
    return bodies, "".join(f"{one}\n" for one in lost).replace(str(path), "cases")


def test_promptfoo(tmp_path: Path) -> None:
    (body,), lost = run(tmp_path, "promptfoo", PROMPTFOO, "question")
    assert body.pop("id").startswith("capital-of-france-")
    provenance = body.pop("provenance")
    assert body == TAKEN
    assert (provenance["format"], provenance["line"]) == ("promptfoo", 7)
    assert provenance["variables"]["language"] == "English"
    assert [why.partition(":")[0] for why in provenance["not_imported"]] == [
        "javascript",
        "threshold",
    ]
    assert lost == (
        "cases:19: import scenarios: scenarios are not unfolded; write each as a test\n"
        "cases:11: import javascript: it would run code, which a dataset does not; write what it"
        " checks as expected parts\n"
        "cases:13: import threshold: no part of a golden case says this; write a criterion, or"
        " leave it out\n"
        "cases:14: import this test is left out: its value stands in another file, or is code;"
        " write the value itself\n"
        "cases:15: import this test is left out: it stands in another file, which is not opened;"
        " import that file itself\n"
        "cases:16: import this test is left out: question has several values; write a test for"
        " each\n"
        "cases:17: import this test is left out: its value is a template; only {{ variable }} of"
        " the same test is filled in\n"
        "cases:18: import this test is left out: there is no question to ask\n"
    )


@pytest.mark.parametrize(
    ("text", "given"),
    [
        pytest.param("tests: [{vars: {q: hi}}]", "hi", id="the only variable"),
        pytest.param("[{vars: {input: hi, b: c}}]", "hi", id="a list of tests, and input"),
        pytest.param("tests: [{vars: {a: b, c: d}}]", {"a": "b", "c": "d"}, id="a body"),
        pytest.param('{"tests": [{"vars": {"q": "hi"}}]}', "hi", id="JSON"),
        pytest.param("\ufefftests:\r\n  - vars: {q: hi}\r\n", "hi", id="Windows"),
    ],
)
def test_promptfoo_inputs(tmp_path: Path, text: str, given: Any) -> None:
    (body,), lost = run(tmp_path, "promptfoo", text)
    assert (body["input"], lost) == (given, "")


def test_an_id_stays_when_the_case_moves(tmp_path: Path) -> None:
    one, two = "- {vars: {q: hi}}\n", "- {vars: {q: bye}, assert: [{type: equals, value: x}]}\n"
    there, _ = run(tmp_path, "promptfoo", one + two)
    back, _ = run(tmp_path, "promptfoo", two + one)
    assert {body["id"] for body in there} == {body["id"] for body in back}
    changed, _ = run(tmp_path, "promptfoo", two.replace("value: x", "value: y"))
    assert changed[0]["id"] not in {body["id"] for body in back}


def test_the_same_test_twice(tmp_path: Path) -> None:
    bodies, lost = run(tmp_path, "promptfoo", "- {vars: {q: hi}}\n- {vars: {q: hi}}\n")
    assert len(bodies) == 1
    assert lost.startswith("cases:2: import id: hi-")


OPENAI = """\
{"input": [{"role": "system", "content": "Be terse."}, {"role": "user", "content": "What is PrEP?"}], "ideal": ["Pre-Exposure Prophylaxis", "Truvada"]}
{"input": "2+2=", "ideal": "4", "choice": "A"}
{"input": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}], "ideal": ["d"]}
[1]
{"input": [], "ideal": 3}
{"input": "x", "input": "y"}
{
"""  # noqa: E501 - samples as the format writes them


def test_openai_evals(tmp_path: Path) -> None:
    bodies, lost = run(tmp_path, "openai-evals", OPENAI)
    assert [body["input"] for body in bodies[:2]] == ["What is PrEP?", "2+2="]
    assert len(bodies[2]["input"]["messages"]) == 3
    assert [body["expected"] for body in bodies] == [
        {"regex": r"(?:Pre\-Exposure\ Prophylaxis|Truvada)"},
        {"text": "4"},
        {"text": "d"},
    ]
    assert bodies[0]["provenance"] == {
        "format": "openai-evals",
        "file": "cases",
        "line": 1,
        "system": ["Be terse."],
    }
    assert [line.partition(",")[0] for line in lost.splitlines()] == [
        "cases:2: import choice: no part of a golden case says this; write a criterion",
        "cases:4: import this sample is left out: a sample is an object",
        "cases:5: import this sample is left out: `ideal` is a text or a list of texts",
        "cases:6: import this sample is left out: the key input stands here for a second time",
        "cases:7: import this sample is left out: expecting property name enclosed in"
        " double quotes",
    ]


CSV = (
    "\ufeffid,input,expected,tags,tenant,__expected1,__metadata:lang,__threshold\r\n"
    'q-1,"What is\r\n 2+2?",4,"Math; easy",acme,"contains-all: 4,four",en,0.5\r\n'
    "q-1,x,y,,,latency(5),,\r\n"
    "q-2,,y,,,,,\r\n"
    ",a,b,,,python: run(),,\r\n"
    "short,a\r\n"
)


def test_csv(tmp_path: Path) -> None:
    bodies, lost = run(tmp_path, "csv", CSV)
    assert bodies[0] == {
        "id": "q-1",
        "input": "What is\r\n 2+2?",
        "expected": {"text": "4", "contains": ["4", "four"]},
        "tags": ["math", "easy", "lang:en"],
        "tenant": "acme",
        "provenance": {"format": "csv", "file": "cases", "line": 2},
    }
    assert bodies[1]["id"].startswith("a-")
    assert [line.partition(";")[0].partition(",")[0] for line in lost.splitlines()] == [
        "cases:1: import the column __threshold: no part of a golden case says this",
        "cases:4: import latency: a ceiling is no property of a case: write a gate in"
        " goldenpath.toml",
        "cases:4: import id: q-1 was used before",
        "cases:5: import this row is left out: the input is empty",
        "cases:6: import javascript: it would run code",
        "cases:7: import this row is left out: it has more or fewer cells than the table has"
        " columns",
    ]


def test_csv_of_promptfoo(tmp_path: Path) -> None:
    text = (
        "question,country,__expected,__metadata:tags[]\nCapital?,France,contains: {{country}},a;b\n"
    )
    (body,), lost = run(tmp_path, "csv", text, "question")
    assert (body["input"], body["expected"]) == ("Capital?", {"contains": ["France"]})
    assert (body["tags"], lost) == (["a", "b"], "")


BROKEN = {
    "YAML that is none": ("promptfoo", b"a: [", "import"),
    "a bomb": ("promptfoo", b"&a [*a]", "no anchor before it"),
    "a key twice": ("promptfoo", b"tests: []\ntests: []", "for a second time"),
    "not UTF-8": ("promptfoo", b"\xff", "UTF-8"),
    "a quote without end": ("csv", b'input\n"a', "unexpected end of data"),
    "text behind a quote": ("csv", b'input\n"a"b\n', "expected after"),
    "a field too long": ("csv", b"input\n" + b"a" * 200_000, "field larger than"),
    "a column twice": ("csv", b"input,input\na,b\n", "the column input is there twice"),
}


@pytest.mark.parametrize(("kind", "data", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken(tmp_path: Path, kind: str, data: bytes, expected: str) -> None:
    (tmp_path / "cases").write_bytes(data)
    with pytest.raises(IncompleteError, match=expected):
        collect(kind, str(tmp_path / "cases"), None)


def test_a_tag_makes_no_object(tmp_path: Path) -> None:
    bodies, lost = run(tmp_path, "promptfoo", "- !!python/object/apply:os.getcwd []\n")
    assert bodies == []
    assert lost.startswith("cases:1: import this test is left out")


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file(tmp_path: Path, kind: str) -> None:
    with pytest.raises(IncompleteError, match="No such file"):
        collect(kind, str(tmp_path / "missing"), None)


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / "cases").write_bytes(b"")
    assert collect(kind, str(tmp_path / "cases"), None)[0] == []
