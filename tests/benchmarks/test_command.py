from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError

from benchmarks import __main__ as command
from benchmarks import cases
from benchmarks.lab import Lab
from benchmarks.series import Series


class FakeCase:
    """Counts runs, or ends as it is told."""

    RUNS = 4

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error

    def run(self, lab: Lab, runs: int) -> Sequence[Series]:
        if self.error:
            raise self.error
        return (Series("runs", "x", (float(runs),)),)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeCase:
    @contextmanager
    def lab() -> Iterator[Lab]:
        yield Lab(tmp_path)

    case = FakeCase()
    monkeypatch.setattr(command, "lab", lab)
    monkeypatch.setattr(cases, "load", lambda name: case)
    return case


def test_registry() -> None:
    expected = [
        "auth",
        "contract_diff",
        "copy",
        "eval_ask",
        "eval_night",
        "eval_statistics",
        "hooks",
        "image",
        "keys_scan",
        "masking",
        "model_stub",
        "overhead",
        "policy",
        "train",
        "update",
    ]
    assert cases.names() == expected


@pytest.mark.parametrize("name", cases.names())
def test_every_case_says_what_it_is(name: str) -> None:
    case = cases.load(name)
    assert case.__doc__
    assert case.RUNS >= 1
    assert callable(case.run)


@pytest.mark.parametrize(("args", "runs"), [([], 4.0), (["--runs", "2"], 2.0)])
def test_runs(fake: FakeCase, tmp_path: Path, args: list[str], runs: float) -> None:
    out = tmp_path / "figures.json"
    assert command.main(["copy", "--json", str(out), *args]) == 0
    document = json.loads(out.read_text("utf-8"))
    assert [series["median"] for series in document["benchmarks"]["copy"]] == [runs]
    assert document["machine"]["cores"]


def test_without_a_name_all_run(fake: FakeCase, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    table = capsys.readouterr().out
    assert all(f"\n{name} " in table for name in cases.names())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nosuch"], "'nosuch' is none of auth, contract_diff, copy"),
        (["--runs", "0"], "at least 1"),
        (["copy", "--runs", "x"], "'x'"),
    ],
)
def test_wrong_usage(args: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        command.main(args)
    assert exit_.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"), [(IncompleteError("no uv: install it"), 3), (KeyboardInterrupt(), 130)]
)
def test_expected_ends(fake: FakeCase, error: BaseException, code: int) -> None:
    fake.error = error
    assert command.main(["copy"]) == code
