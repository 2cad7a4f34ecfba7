from __future__ import annotations

import difflib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import __main__ as cli
from goldenpath_gates.flags.document import PATH, formatted

from tests.gates.flags.test_check import seeded

START = "2026-11-22T15:00:00Z"
BEGIN = 1_795_359_600
Flags = Callable[..., tuple[int, str]]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / PATH).parent.mkdir()
    write(tmp_path, seeded())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def flags(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Flags:
    """Runs a command as if it were that many seconds after START."""

    def run(*args: str, after: float = 0) -> tuple[int, str]:
        with monkeypatch.context() as patch:
            patch.setattr(time, "time", lambda: BEGIN + after)
            try:
                code = cli.main(["flags", *args])
            except SystemExit as end:
                code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def write(root: Path, body: dict[str, Any]) -> None:
    (root / PATH).write_text(formatted(body), encoding="utf-8")


def read(root: Path, flag: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / PATH).read_text())["flags"][flag]
    return found


def test_a_ramp_from_its_beginning_to_its_end(service: Path, flags: Flags) -> None:
    before = (service / PATH).read_text()
    code, said = flags("switch", "cheap-mode", "on", "--start", START)
    assert code == 0
    assert f"{START}   10 % on" in said
    assert "2026-11-22T16:30:00Z  100 % on" in said
    compared = difflib.ndiff(before.splitlines(), (service / PATH).read_text().splitlines())
    gone = [line for line in compared if line.startswith("- ")]
    assert gone == ['-       "metadata": { "expires": "never" }'], (
        "a change of one flag is a small one"
    )

    assert "begins" in flags("list", after=-1)[1]
    assert "30 % now, all at 2026-11-22T16:30:00Z" in flags("list", after=1200)[1]
    assert flags("finish", "cheap-mode", after=5399)[0] == 2
    assert "finish` is due" in flags("list", after=5400)[1]
    assert flags("check")[0] == 0
    assert flags("finish", "cheap-mode", after=5400) == (
        0,
        "flags/flags.json: written, on is the default of cheap-mode\n",
    )
    assert (service / PATH).read_text() == before.replace(
        '"defaultVariant": "off",\n      "metadata"', '"defaultVariant": "on",\n      "metadata"'
    )


def test_a_ramp_is_taken_back(service: Path, flags: Flags) -> None:
    before = (service / PATH).read_text()
    assert flags("switch", "cheap-mode", "on")[0] == 0
    assert read(service, "cheap-mode")["targeting"]["if"][0]["<"][1] == BEGIN
    assert flags("rollback", "cheap-mode", after=3000)[0] == 0
    assert (service / PATH).read_text() == before


def test_all_at_once(service: Path, flags: Flags) -> None:
    assert flags("switch", "cheap-mode", "on", "--step", "100")[0] == 0
    assert len(read(service, "cheap-mode")["targeting"]["if"]) == 3
    assert flags("finish", "cheap-mode")[0] == 0
    assert read(service, "cheap-mode")["defaultVariant"] == "on"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "flags needs a command: list, check, switch, finish, rollback"),
        (("switch", "gone", "on"), "no flag is called 'gone': there are prompt, model"),
        (("switch", "cheap-mode", "half"), "no variant 'half': it has off, on"),
        (("switch", "cheap-mode", "off"), "off and off are the same"),
        (("switch", "prompt", "green"), "give green its new value"),
        (("switch", "canary-cohort", "on"), "has rules already"),
        (("switch", "cheap-mode", "on", "--step", "0"), "1 to 100, not 0"),
        (("switch", "cheap-mode", "on", "--step", "x"), "invalid int value"),
        (("switch", "cheap-mode", "on", "--every", "10s"), "is not like 10m"),
        (("switch", "cheap-mode", "on", "--every", "0m"), "is not like 10m"),
        (("switch", "cheap-mode", "on", "--every", "999999d"), "is not like 10m"),
        (("switch", "cheap-mode", "on", "--start", "soon"), "is no time with a zone"),
        (("switch", "cheap-mode", "on", "--start", "2026-11-22T15:00"), "is no time with a zone"),
        (("finish", "cheap-mode"), "is on no ramp"),
        (("rollback", "canary-cohort"), "is on no ramp"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    service: Path, flags: Flags, args: Sequence[str], said: str
) -> None:
    before = (service / PATH).read_text()
    code, found = flags(*args)
    assert code == 2
    assert said in found
    assert (service / PATH).read_text() == before


def test_a_flag_that_is_moving_or_off_is_not_turned(service: Path, flags: Flags) -> None:
    assert flags("switch", "cheap-mode", "on")[0] == 0
    assert "is on its way to on" in flags("switch", "cheap-mode", "on")[1]
    body = seeded()
    body["flags"]["cheap-mode"]["state"] = "DISABLED"
    write(service, body)
    assert "is disabled" in flags("switch", "cheap-mode", "on")[1]
    del body["flags"]["cheap-mode"]["defaultVariant"]
    write(service, body)
    assert "no defaultVariant" in flags("switch", "cheap-mode", "on")[1]
    assert "cheap-mode (disabled)" in flags("list")[1]


def test_wrong_flags_are_not_turned(service: Path, flags: Flags) -> None:
    body = seeded()
    body["flags"]["prompt"]["defaultVariant"] = "red"
    write(service, body)
    assert flags("check") == (
        1,
        "flags/flags.json:10:7: flag-variant prompt has no variant 'red': it has blue, green\n",
    )
    for args in (("list",), ("switch", "cheap-mode", "on"), ("rollback", "prompt")):
        code, said = flags(*args)
        assert code == 2
        assert "flags/flags.json:10:7: flag-variant" in said


def test_a_flag_that_should_be_gone_can_still_be_taken_back(service: Path, flags: Flags) -> None:
    flags("switch", "cheap-mode", "on")
    body = json.loads((service / PATH).read_text())
    body["flags"]["cheap-mode"]["metadata"]["expires"] = "2020-01-01"
    write(service, body)
    assert flags("check")[0] == 1
    assert flags("rollback", "cheap-mode")[0] == 0


@pytest.mark.parametrize("command", [("check",), ("list",), ("rollback", "prompt")])
def test_without_flags_there_is_nothing_to_do(
    service: Path, flags: Flags, command: Sequence[str]
) -> None:
    (service / PATH).unlink()
    code, said = flags(*command)
    assert code == 2
    assert "cannot be read (No such file or directory): run this in a service" in said
