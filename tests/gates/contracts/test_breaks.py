"""What was accepted stays on record, and accepts nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.contracts import base, breaks
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.errors import IncompleteError
from goldenpath_hooks.format_yaml import formatted

from tests.gates.contracts import promised
from tests.gates.support import git, write

ENTRY: dict[str, Any] = {
    "contract": "contracts/openapi.json",
    "from": "1.4.0",
    "to": "2.0.0",
    "breaks": [{"rule": "response-property-removed", "pointer": "/paths/~1a"}],
    "reason": "amounts are in cents, clients were told in March",
    "owner": "@payments",
    "date": "2026-11-22",
}
FOUND = {("response-property-removed", "/paths/~1a")}


def recorded(*entries: Any) -> Breaks:
    return Breaks("contracts/breaks.yaml", list(entries))


def test_an_entry_accepts_its_breaks() -> None:
    assert recorded(ENTRY).between("contracts/openapi.json", "1.4.0", "2.0.0") == FOUND


def test_entries_of_one_pair_of_versions_add_up() -> None:
    more = {**ENTRY, "breaks": [{"rule": "path-removed", "pointer": ""}]}
    found = recorded(ENTRY, more).between("contracts/openapi.json", "1.4.0", "2.0.0")
    assert found == {*FOUND, ("path-removed", "")}


def test_versions_may_be_numbers() -> None:
    index = {**ENTRY, "contract": "contracts/embeddings.json", "from": 3, "to": "removed"}
    assert recorded(index).between("contracts/embeddings.json", "3", "removed") == FOUND


NOOP = [
    pytest.param(ENTRY, ("contracts/openapi.json", "1.4.1", "2.0.0"), id="from another version"),
    pytest.param(ENTRY, ("contracts/openapi.json", "1.4.0", "3.0.0"), id="to another version"),
    pytest.param(ENTRY, ("contracts/other.json", "1.4.0", "2.0.0"), id="of another contract"),
    pytest.param(
        {**ENTRY, "reason": ""}, ("contracts/openapi.json", "1.4.0", "2.0.0"), id="without a reason"
    ),
]


@pytest.mark.parametrize(("entry", "asked"), NOOP)
def test_noop_accepts_nothing(entry: Any, asked: tuple[str, str, str]) -> None:
    assert not recorded(entry).between(*asked)


WRONG = {
    "no reason": {key: value for key, value in ENTRY.items() if key != "reason"},
    "a reason of one word": {**ENTRY, "reason": "because"},
    "a pointer without end": {**ENTRY, "breaks": [{"rule": "a", "pointer": "x" * 9999}]},
    "the placeholder of the help": {**ENTRY, "owner": "WHO"},
    "no owner": {**ENTRY, "owner": ""},
    "no breaks": {**ENTRY, "breaks": []},
    "a break without a pointer": {**ENTRY, "breaks": [{"rule": "path-removed"}]},
    "an unknown key": {**ENTRY, "expires": "2027-01-01"},
    "a date in words": {**ENTRY, "date": "in March"},
    "a text": "contracts/openapi.json",
    "nothing": None,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_entry_that_says_too_little(wrong: str) -> None:
    now = recorded(ENTRY, WRONG[wrong])
    (finding,) = now.findings(recorded())
    assert (finding.rule, finding.path) == ("break-form", "contracts/breaks.yaml")
    assert finding.message.startswith("entry 2: ")
    assert len(finding.message) < 500
    assert finding.message.endswith("or let `goldenpath contract publish` write it")
    assert now.between("contracts/openapi.json", "1.4.0", "2.0.0") == FOUND, (
        "the other still counts"
    )


OTHER = {**ENTRY, "from": "2.0.0", "to": "3.0.0"}


@pytest.mark.parametrize(
    ("then", "now", "missing"),
    [
        ([ENTRY], [], [1]),
        ([ENTRY, OTHER], [ENTRY], [2]),
        ([ENTRY, OTHER], [{**ENTRY, "reason": "nobody was told of it"}, OTHER], [1]),
        ([ENTRY, OTHER], [], [1, 2]),
    ],
)
def test_a_record_that_was_rewritten(then: list[Any], now: list[Any], missing: list[int]) -> None:
    found = list(recorded(*now).findings(recorded(*then)))
    assert {each.rule for each in found} == {"break-rewritten"}
    assert [each.message.split(",")[0] for each in found] == [
        f"entry {number} of the base is gone" for number in missing
    ]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        pytest.param([], [ENTRY], id="the first one"),
        pytest.param([ENTRY], [ENTRY, OTHER], id="one more"),
        pytest.param([ENTRY, OTHER], [OTHER, ENTRY], id="in another order"),
    ],
)
def test_noop_a_record_that_grew(then: list[Any], now: list[Any]) -> None:
    assert not list(recorded(*now).findings(recorded(*then)))


def test_the_record_of_the_base_is_found_where_its_settings_say(promising: Path) -> None:
    write(promising, {"goldenpath.toml": '[contract]\nbreaks = "accepted.yaml"\n'})
    put(promising / "accepted.yaml", [ENTRY])
    git(promising, "checkout", "--quiet", "-B", "main")
    promised.commit(promising)
    git(promising, "checkout", "--quiet", "-B", "topic")
    write(promising, {"goldenpath.toml": "[contract]\n", "contracts/breaks.yaml": "[]\n"})
    settings = Contract()
    then = breaks.then(base.base(promising, settings, {}))
    (finding,) = breaks.now(promising, settings.breaks).findings(then)
    assert finding.rule == "break-rewritten"


def put(path: Path, entries: list[Any]) -> None:
    path.write_text(yaml.safe_dump(entries), encoding="utf-8")


def test_noop_no_record_is_needed(tmp_path: Path) -> None:
    assert breaks.now(tmp_path, "contracts/breaks.yaml") == Breaks("contracts/breaks.yaml")
    assert breaks.then(None).entries == ()


@pytest.mark.parametrize("text", ["a: 1", "- [", "- a: 1\n  a: 2", "[" * 5000, "&a [*a]"])
def test_a_record_that_cannot_be_read_is_incomplete(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"breaks.yaml": text})
    with pytest.raises(IncompleteError, match=r"^breaks.yaml: [a-z-]+ "):
        breaks.now(tmp_path, "breaks.yaml")


def test_a_folder_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "breaks.yaml").mkdir()
    with pytest.raises(IncompleteError, match="not-readable"):
        breaks.now(tmp_path, "breaks.yaml")


def test_a_record_without_end_is_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaks, "MAX_BYTES", 10)
    write(tmp_path, {"breaks.yaml": "- a: 1234567890"})
    with pytest.raises(IncompleteError, match="too-large"):
        breaks.now(tmp_path, "breaks.yaml")


# --- writing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "[]\n", "# Accepted breaks.\n[]\n", "# Accepted breaks.\n"])
def test_the_first_entry(text: str) -> None:
    written = breaks.appended(text, [ENTRY])
    assert breaks.parse(written.encode(), "it") == [ENTRY]
    assert written.startswith("# Accepted" if "#" in text else "- contract")
    assert formatted("contracts/breaks.yaml", written) == written


def test_what_people_wrote_stays() -> None:
    text = f"# Why: see below.\n- {json.dumps(ENTRY)}  # March"
    written = breaks.appended(text, [OTHER])
    assert written.startswith(text + "\n- contract: ")
    assert breaks.parse(written.encode(), "it") == [ENTRY, OTHER]


def test_a_list_in_brackets_is_not_torn() -> None:
    with pytest.raises(IncompleteError):
        breaks.appended(json.dumps([ENTRY]), [OTHER])
