"""From what changed to what has to be mended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.contracts import judge, listing
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.change import Change
from goldenpath_gates.contracts.judge import Judged
from goldenpath_gates.report import Finding

from tests.gates.contracts import promised
from tests.gates.contracts.promised import EMBEDDINGS, EVENT, OPENAPI, TOOL, WEBHOOK, Edit


def judged(root: Path) -> list[Judged]:
    return [each for promise in promised.found(root) for each in judge.judged(promise)]


def findings(root: Path, *entries: Any) -> list[Finding]:
    breaks = Breaks("contracts/breaks.yaml", entries)
    return [finding for each in judged(root) for finding in judge.findings(root, each, breaks)]


def rules(root: Path, *entries: Any) -> list[str]:
    return [finding.rule for finding in findings(root, *entries)]


def both(*edits: Edit) -> Edit:
    def change(document: Any) -> None:
        for edit in edits:
            edit(document)

    return change


def version(text: Any) -> Edit:
    return lambda document: document.get("info", document).update(version=text)


def require(name: str) -> Edit:
    return lambda document: document["required"].append(name)


def drop(name: str) -> Edit:
    def change(document: Any) -> None:
        document["properties"].pop(name)
        document["required"] = [each for each in document["required"] if each != name]

    return change


def index(**values: Any) -> Edit:
    return lambda document: document["indexes"]["documents"].update(values)


def rename_city(document: Any) -> None:
    properties = document["function"]["parameters"]["properties"]
    properties["town"] = properties.pop("city")


BROKEN: dict[str, tuple[str, Edit, list[str]]] = {
    "an event without a field": (EVENT, drop("id"), ["version-due", "response-property-removed"]),
    "a webhook that asks for more": (
        WEBHOOK,
        require("text"),
        ["version-due", "request-property-became-required"],
    ),
    "a parameter renamed": (TOOL, rename_city, ["version-due", "tool-parameter-removed"]),
    "another embedding": (EMBEDDINGS, index(model="other"), ["embedding-model-changed"]),
    "a break under a minor version": (
        EVENT,
        both(drop("id"), version("1.1.0")),
        ["version-due", "response-property-removed"],
    ),
    "a break under a major version that nobody recorded": (
        EVENT,
        both(drop("id"), version("2.0.0")),
        ["response-property-removed"],
    ),
    "an addition under the old version": (
        EVENT,
        lambda document: document["properties"].update(more={"type": "string"}),
        ["version-due"],
    ),
    "a version that went down": (EVENT, version("0.9.0"), ["version-lowered"]),
    "a version that is none": (EVENT, version(2), ["version-form"]),
    "no version": (EVENT, lambda document: document.pop("version"), ["version-missing"]),
    "an index that is gone": (
        EMBEDDINGS,
        lambda document: document["indexes"].clear(),
        ["index-removed"],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, promising: Path) -> None:
    path, edit, expected = BROKEN[name]
    promised.edit(promising, path, edit)
    found = findings(promising)
    assert [each.rule for each in found] == expected
    assert {each.path for each in found} == {path}


@pytest.mark.parametrize("name", [OPENAPI, EVENT, WEBHOOK, TOOL])
def test_a_contract_that_is_gone(name: str, promising: Path) -> None:
    (promising / name).unlink()
    (finding,) = findings(promising)
    assert (finding.rule, finding.path) == ("contract-removed", name)


def test_all_embeddings_that_are_gone(promising: Path) -> None:
    (promising / EMBEDDINGS).unlink()
    assert rules(promising) == ["index-removed"]


NOOP: dict[str, tuple[str, Edit]] = {
    "nothing": (EVENT, lambda _: None),
    "words": (EVENT, lambda document: document.update(description="An answer was given.")),
    "an addition with its version": (
        EVENT,
        both(lambda d: d["properties"].update(more={"type": "string"}), version("1.1.0")),
    ),
    "a webhook that asks for less": (
        WEBHOOK,
        both(lambda d: d["required"].clear(), version("1.1.0")),
    ),
    "an index filled anew": (EMBEDDINGS, index(model="other", version=4)),
    "another index": (
        EMBEDDINGS,
        lambda document: document["indexes"].update(questions=promised.MADE),
    ),
}


@pytest.mark.parametrize("name", NOOP)
def test_noop(name: str, promising: Path) -> None:
    path, edit = NOOP[name]
    promised.edit(promising, path, edit)
    assert not findings(promising)


def test_noop_a_new_contract(promising: Path) -> None:
    promised.put(promising, "contracts/events/asked.schema.json", promised.schema())
    assert not findings(promising)


def test_a_new_contract_needs_a_version(promising: Path) -> None:
    promised.put(promising, "contracts/events/asked.schema.json", {"type": "object"})
    assert rules(promising) == ["version-missing"]


# --- accepted breaks -------------------------------------------------------------------------


def entry(path: str, old: Any, new: Any, rule: str, pointer: str) -> dict[str, Any]:
    return {
        "contract": path,
        "from": old,
        "to": new,
        "breaks": [{"rule": rule, "pointer": pointer}],
        "reason": "nobody reads it any more",
        "owner": "@payments",
        "date": "2026-11-22",
    }


GONE = ("response-property-removed", "/properties/id")
ACCEPTED: dict[str, tuple[Callable[[Path], None], dict[str, Any], list[str]]] = {
    "recorded, with its version": (
        lambda root: promised.edit(root, EVENT, both(drop("id"), version("2.0.0"))),
        entry(EVENT, "1.0.0", "2.0.0", *GONE),
        [],
    ),
    "recorded without a major version": (
        lambda root: promised.edit(root, EVENT, both(drop("id"), version("1.1.0"))),
        entry(EVENT, "1.0.0", "1.1.0", *GONE),
        ["version-due"],
    ),
    "recorded for another pair of versions": (
        lambda root: promised.edit(root, EVENT, both(drop("id"), version("3.0.0"))),
        entry(EVENT, "1.0.0", "2.0.0", *GONE),
        ["response-property-removed"],
    ),
    "another break recorded": (
        lambda root: promised.edit(root, EVENT, both(drop("id"), version("2.0.0"))),
        entry(EVENT, "1.0.0", "2.0.0", "response-property-removed", "/properties/text"),
        ["response-property-removed"],
    ),
    "a contract that may go": (
        lambda root: (root / EVENT).unlink(),
        entry(EVENT, "1.0.0", "removed", "contract-removed", ""),
        [],
    ),
    "an index that may go": (
        lambda root: (root / EMBEDDINGS).unlink(),
        entry(EMBEDDINGS, 3, "removed", "index-removed", "/indexes/documents"),
        [],
    ),
    "another embedding under its version, recorded in vain": (
        lambda root: promised.edit(root, EMBEDDINGS, index(model="other")),
        entry(EMBEDDINGS, 3, 3, "embedding-model-changed", "/indexes/documents/model"),
        ["embedding-model-changed"],
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_recorded_break(name: str, promising: Path) -> None:
    change, recorded, expected = ACCEPTED[name]
    change(promising)
    assert rules(promising, recorded) == expected


# --- what is said ----------------------------------------------------------------------------


def test_a_finding_says_what_where_and_how_to_mend_it(promising: Path) -> None:
    promised.edit(promising, EVENT, both(drop("id"), version("2.0.0")))
    (finding,) = findings(promising)
    lines = (promising / EVENT).read_text(encoding="utf-8").splitlines()
    assert finding.line is not None
    assert "properties" in lines[finding.line - 1], "the nearest line that is still there"
    assert finding.message.startswith("/properties/id ")
    assert "`id` is gone" in finding.message
    assert finding.message.endswith(judge.ACCEPT)


def test_a_version_that_is_due_is_named(promising: Path) -> None:
    promised.edit(promising, EVENT, drop("id"))
    finding, broken = findings(promising)
    assert str(finding) == (
        f"{EVENT}: version-due version 1.0.0 is too low for what changed since 1.0.0: at least "
        "2.0.0 is due, raise the version to the one that is due"
    )
    assert judge.ACCEPT not in broken.message, "first the version"


def many(count: int) -> Judged:
    broken = [
        Change("contract-removed", "breaking", f"/{n:04}", "it is gone") for n in range(count)
    ]
    return Judged("contracts/a.json", "1.0.0", "2.0.0", tuple(broken))


def test_endless_breaks_are_counted(tmp_path: Path) -> None:
    found = list(judge.findings(tmp_path, many(judge.MOST + 7), Breaks("")))
    assert len(found) == judge.MOST + 1
    assert found[-1].message == "and 7 more breaks, reports/contract/changes.md has them all"
    assert len(list(judge.findings(tmp_path, many(judge.MOST), Breaks("")))) == judge.MOST


def test_the_list_of_changes_shows_what_was_accepted() -> None:
    accepted = entry("contracts/a.json", "1.0.0", "2.0.0", "contract-removed", "/0000")
    markdown = listing.as_markdown([many(2)], Breaks("", [accepted]))
    assert markdown.splitlines()[-2:] == [
        "| `contracts/a.json` | `contract-removed` | breaking, accepted | `/0000` | it is gone |",
        "| `contracts/a.json` | `contract-removed` | breaking | `/0001` | it is gone |",
    ]
    assert listing.as_markdown([], Breaks("")) == "Nothing changed.\n"


def test_what_a_contract_names_is_no_markup() -> None:
    hostile = Change("contract-removed", "breaking", "/a|b`", "<img> [`x`]\n# y")
    row = listing.as_markdown([Judged("a", "1.0.0", "2.0.0", (hostile,))], Breaks(""))
    assert row.splitlines()[-1].endswith(r"| `/a\|b'` | \<img\> \[`x`\] # y |")
