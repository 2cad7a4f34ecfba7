"""The command `goldenpath eval judge`, against a judge over HTTP."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.evals import record
from goldenpath_gates.evals.commands import judge
from goldenpath_gates.evals.record import Record

from tests.gates.evals.judge.support import FAIL, FIRST, PASS, RUBRIC, SECOND, TIE
from tests.gates.model_stub.support import running
from tests.gates.support import CONFIG, write

RULES = {
    "rules": [
        {"match": {"contains": "<SECOND"}, "reply": TIE},
        {"match": {"contains": "a small share"}, "reply": PASS},
        {"reply": FAIL},
    ]
}
TABLE = """
[eval]
datasets = ["evals/golden.jsonl"]
[eval.judge]
url = "{url}/v1"
model = "judge-1"
votes = 1
"""


def line(number: int, text: str, label: bool) -> str:
    return json.dumps({
        "id": f"case-{number:03}", "input": "What?", "expected": {"text": text},
        "criteria": ["Is small."], "label_by_people": label,
    })  # fmt: skip


def dataset(*, unlike: int = 0) -> str:
    """12 good and 12 bad answers; people call some of the bad ones good."""
    rows = [line(n, "a small share", True) for n in range(12)]
    rows += [line(20 + n, "something", n < unlike) for n in range(12)]
    return "".join(f"{row}\n" for row in rows)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    rules = write(tmp_path, {"rules.yaml": json.dumps(RULES)}) / "rules.yaml"
    with running(rules) as url:
        files = {
            "goldenpath.toml": CONFIG + TABLE.format(url=url),
            "evals/rubric.md": RUBRIC,
            "evals/golden.jsonl": dataset(),
        }
        monkeypatch.setenv("JUDGE_API_KEY", "k-1")
        monkeypatch.chdir(write(tmp_path / "service", files))
        yield tmp_path / "service"


def run(*args: str) -> int:
    parser = argparse.ArgumentParser()
    judge.add_arguments(parser)
    return judge.run(parser.parse_args(args))


def test_the_agreement_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out == (
        "              judge: pass  judge: fail\n"
        "people: pass  12           0\n"
        "people: fail  0            12\n"
        "\n"
        "kappa 1.00, between 1.00 and 1.00 at 99 %, 24 cases\n"
    )


def test_too_little_agreement_is_incomplete(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"evals/golden.jsonl": dataset(unlike=6)})
    with pytest.raises(IncompleteError, match=r"a kappa of 0\.50"):
        run()
    assert "people: pass  12           6\n" in capsys.readouterr().out


def test_no_key_is_incomplete(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUDGE_API_KEY")
    with pytest.raises(IncompleteError, match="JUDGE_API_KEY"):
        run()


@pytest.mark.parametrize(("args", "message"), [((), "no .eval.judge."), (("a.jsonl",), "two runs")])
def test_wrong_use(root: Path, args: tuple[str, ...], message: str) -> None:
    write(root, {"goldenpath.toml": CONFIG})
    with pytest.raises(UsageError, match=message):
        run(*args)


def records(root: Path, name: str, **texts: str | None) -> str:
    rows = [
        Record(id=id_, dataset="d", input="What?", texts=(text,)) for id_, text in texts.items()
    ]
    record.write(root / name, rows)
    return name


def test_two_runs_are_compared(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = records(root, "a.jsonl", one="x", two="y", three=None, four="z")
    after = records(root, "b.jsonl", one="x", two="yy", three="t", five="z")
    assert run(before, after) == 0
    assert capsys.readouterr().out == (
        "b.jsonl wins 0, loses 0 and ties 2 of 2 cases: +0.0 % of the cases, "
        "a tie counts for neither\n"
    )


def test_a_judge_that_always_prefers_the_first_decides_nothing(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for reply, told in ((FIRST, "ties 1 of 1"), (SECOND, "ties 1 of 1")):
        rules = write(tmp_path, {"biased.yaml": json.dumps({"rules": [{"reply": reply}]})})
        with running(rules / "biased.yaml") as url:
            write(root, {"goldenpath.toml": CONFIG + TABLE.format(url=url)})
            run(records(root, "a.jsonl", one="x"), records(root, "b.jsonl", one="y"))
        assert told in capsys.readouterr().out


def test_no_pair_is_incomplete(root: Path) -> None:
    with pytest.raises(IncompleteError, match="no case with two answers"):
        run(records(root, "a.jsonl", one="x"), records(root, "b.jsonl", two="x"))


def test_a_missing_file_is_wrong_use(root: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl: cannot be read"):
        run("none.jsonl", "none.jsonl")
