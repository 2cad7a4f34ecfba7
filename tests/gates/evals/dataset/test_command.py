from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import GoldenpathError
from goldenpath_gates.evals.commands import dataset

from tests.gates.evals.dataset.support import body, read, save

CASES = [body(f"q-{i}", input=f"What does the release train say of {i}?") for i in range(12)]


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    dataset.add_arguments(parser)
    try:
        return dataset.run(parser.parse_args(argv))
    except GoldenpathError as error:
        print(error)
        return error.exit_code


@pytest.fixture(autouse=True)
def _in_a_service(service: Path) -> None:
    save(service / "evals" / "golden.jsonl", CASES)
    save(service / "evals" / "redteam.jsonl", [body("red-1", tags=["red-team"], criteria=["safe"])])


def test_check_of_what_the_settings_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("evals/redteam.jsonl:1: tag-once (warning) the tag red-team has")
    assert out[1].startswith("evals/golden.jsonl: 12 cases, SHA-256 ")
    assert out[2].startswith("evals/redteam.jsonl: 1 cases, SHA-256 ")


def test_check_finds(capsys: pytest.CaptureFixture[str]) -> None:
    save(Path("evals/golden.jsonl"), [*CASES, CASES[0], {"id": "x"}])
    assert run("check") == 1
    assert capsys.readouterr().out == (
        "evals/golden.jsonl:13:2: eval-case id: q-0 was used before, give the case a name of its"
        " own\n"
        'evals/golden.jsonl:14:1: eval-case top level: "expected" is a required property\n'
        'evals/golden.jsonl:14:1: eval-case top level: "input" is a required property\n'
    )


def test_check_of_personal_data(capsys: pytest.CaptureFixture[str]) -> None:
    address = "jane.doe" + "@" + "mailbox.org"
    save(Path("evals/golden.jsonl"), [body("a", input=f"Write to {address}")])
    assert run("check", "evals/golden.jsonl") == 1
    assert "personal-data a holds what looks like a person's" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "\n\n", None], ids=["empty", "blank lines", "missing"])
def test_check_of_nothing(text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("evals/golden.jsonl")
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    assert run("check") == 3
    assert capsys.readouterr().out.startswith("evals/golden.jsonl: eval-dataset this file ")


def test_a_setting_that_leads_out_of_the_tree(capsys: pytest.CaptureFixture[str]) -> None:
    save(Path("../outside.jsonl"), CASES)
    with Path("goldenpath.toml").open("a", encoding="utf-8") as file:
        file.write('[eval]\ndatasets = ["../outside.jsonl"]\n')
    assert run("check") == 3
    assert "this leads out of the tree" in capsys.readouterr().out
    assert run("check", "../outside.jsonl") == 0


def test_nothing_of_a_dataset_reaches_the_terminal_as_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hostile = "\x1b[2J\n::error::"
    save(Path("evals/golden.jsonl"), [body("a", expected={"number": 1, hostile: 1})])
    assert run("check", "evals/golden.jsonl") == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert not any(line.startswith("::") for line in out.splitlines())


def test_stats(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stats") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["all", "13"] in rows
    assert ["datasets", "evals/golden.jsonl", "12", "92%"] in rows
    assert ["tags", "red-team", "1", "8%"] in rows
    assert ["parts", "criteria", "1", "8%"] in rows
    assert ["input", "shortest,", "characters", "14"] in rows


def test_stats_of_many_tags(capsys: pytest.CaptureFixture[str]) -> None:
    save(Path("evals/golden.jsonl"), [body(f"c{i}", tags=[f"t{i:02}"]) for i in range(25)])
    assert run("stats", "evals/golden.jsonl") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert sum(row[0] == "tags" for row in rows) == 21
    assert ["tags", "(and", "5", "more)", "5"] in rows


def test_stats_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("stats", "missing.jsonl") == 3


def test_generate(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("generate", "--count", "40", "--seed", "3", "--out", "evals/nightly.jsonl")
    assert run(*argv, "evals/golden.jsonl", "evals/redteam.jsonl") == 0
    assert capsys.readouterr().out == ("evals/nightly.jsonl: 40 variations of 13 cases, seed 3\n")
    first = Path("evals/nightly.jsonl").read_bytes()
    assert len(read(Path("evals/nightly.jsonl"))) == 40
    assert run(*argv, "evals/golden.jsonl") == 2
    assert run(*argv, "--force", "evals/golden.jsonl", "evals/redteam.jsonl") == 0
    assert Path("evals/nightly.jsonl").read_bytes() == first
    assert run("check", "evals/golden.jsonl", "evals/nightly.jsonl") == 0


def test_generate_more_than_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    save(Path("evals/golden.jsonl"), [body("a", input="x")])
    argv = ("generate", "--count", "400", "--out", "evals/nightly.jsonl", "evals/golden.jsonl")
    assert run(*argv) == 3
    assert not Path("evals/nightly.jsonl").exists()


def test_generate_from_broken_cases() -> None:
    save(Path("evals/golden.jsonl"), [*CASES, {"id": "x"}])
    assert run("generate", "--out", "evals/nightly.jsonl", "evals/golden.jsonl") == 3
    assert not Path("evals/nightly.jsonl").exists()


def test_import(capsys: pytest.CaptureFixture[str]) -> None:
    Path("table.csv").write_text("question,expected\nWhat?,That.\n", encoding="utf-8")
    assert run("import", "csv", "table.csv", "--out", "evals/more.jsonl") == 0
    assert capsys.readouterr().out == ("evals/more.jsonl: 1 cases; 0 things could not be taken\n")
    (line,) = Path("evals/more.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["expected"] == {"text": "That."}
    assert run("import", "csv", "table.csv", "--out", "evals/more.jsonl") == 2


def test_an_import_that_loses_something_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    text = '[{"vars": {"q": "x"}, "assert": [{"type": "javascript", "value": "1"}]}]'
    Path("tests.json").write_text(text, encoding="utf-8")
    assert run("import", "promptfoo", "tests.json", "--out", "evals/more.jsonl") == 1
    assert capsys.readouterr().out.startswith("tests.json:1: import javascript: it would run code")
    assert run("check", "evals/more.jsonl") == 0
    assert "nothing-expected (warning)" in capsys.readouterr().out


def test_an_import_of_nothing() -> None:
    Path("tests.json").write_text("[]", encoding="utf-8")
    assert run("import", "promptfoo", "tests.json", "--out", "evals/more.jsonl") == 3
    assert not Path("evals/more.jsonl").exists()
