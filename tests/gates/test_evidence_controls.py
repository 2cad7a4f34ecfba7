"""The page on controls names only what exists: stages, files, fields, figures, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from goldenpath_gates import __main__ as cli
from goldenpath_gates.commands.evidence import COMMANDS
from goldenpath_gates.schema import packaged

from tests.gates.support import PACKAGE, ROOT

DOCS = ROOT / "docs"
PAGE = (DOCS / "supply-chain" / "controls.md").read_text("utf-8")
SCHEMA = packaged("evidence")["properties"]
FIELDS = {*SCHEMA, *SCHEMA["predicate"]["properties"]}
STAGES = {
    row["id"]
    for row in yaml.safe_load((ROOT / "workflows/stages.yml").read_text("utf-8"))["stages"]
}
SUBCOMMANDS = {f"evidence {name}" for name in COMMANDS} | set(cli.COMMANDS)
FILES = {"policy.yaml": "template", "workflows/stages.yml": "."}
JOBS = {"required"}
FIGURES = re.findall(r"figure `([^`]+)`", PAGE)
STATES = ("covered", "partly", "not covered")
FRAMEWORKS = ("SOC 2", "ISO/IEC 27001:2022", "NIST SSDF", "SLSA", "EU AI Act")


def rows() -> Iterator[tuple[str, list[str]]]:
    for section in re.split(r"^## ", PAGE, flags=re.M)[1:]:
        title, _, body = section.partition("\n")
        for line in re.findall(r"^\|(.+)\|$", body, re.M)[2:]:
            yield title, [cell.strip() for cell in line.split("|")]


def named(text: str, what: str = r"[^`]+") -> list[str]:
    return re.findall(rf"`({what})`", text)


def reports() -> set[str]:
    """The files in the listing of docs/reports.md."""
    listing = re.search(r"```\nreports/\n(.+?)```", (DOCS / "reports.md").read_text("utf-8"), re.S)
    assert listing
    return {f"reports/{line.split()[0]}" for line in listing[1].splitlines()}


def figures() -> str:
    """Every place where a figure gets its name."""
    gates = (path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    return "".join([*gates, *(p.read_text("utf-8") for p in (ROOT / "template").glob("*.toml*"))])


def known(token: str, listed: set[str]) -> bool:
    if token.startswith("reports/"):
        return token in listed
    if token.startswith("goldenpath "):
        return token.removeprefix("goldenpath ") in SUBCOMMANDS
    if token in FILES:
        return bool(list((ROOT / FILES[token]).glob(f"{token}*")))
    return token in STAGES | FIELDS | JOBS


def test_everything_that_is_named_exists() -> None:
    listed = reports()
    names = {*named(PAGE)} - {*FIGURES}
    assert [name for name in sorted(names) if not known(name, listed)] == []
    assert names > {"image", "publish", "reports/evidence.json"}


def test_every_figure_that_is_named_exists() -> None:
    everywhere = figures()
    assert FIGURES
    assert [name for name in FIGURES if f'"{name}"' not in everywhere] == []


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_framework_has_a_table(framework: str) -> None:
    assert len([cells for title, cells in rows() if title == framework]) >= 3


@pytest.mark.parametrize(("title", "cells"), [*rows()], ids=lambda value: value[0][:20])
def test_a_row_says_what_speaks_for_it_or_that_nothing_does(title: str, cells: list[str]) -> None:
    """Id, demand, evidence, state and what is left to do, which may be nothing where covered."""
    assert title in FRAMEWORKS
    control, demand, evidence, state, left = cells
    assert control
    assert demand
    assert state in STATES
    assert left or state == "covered"
    assert (state == "not covered") is evidence.startswith("none")
    assert bool(named(evidence)) or "figures" in evidence or state != "covered"


def test_it_claims_no_compliance() -> None:
    assert "No software makes an organisation compliant." in PAGE
    assert not re.search(r"\b(is|are|makes? you|be) (certified|compliant with)\b", PAGE)


@pytest.mark.parametrize("name", ["deploy", "reports/unit.xml", "goldenpath prove", "commits"])
def test_noop_what_does_not_exist_is_seen(name: str) -> None:
    assert not known(name, reports())


def test_the_page_of_evidence_names_files_that_exist() -> None:
    page = Path(DOCS / "supply-chain" / "evidence.md").read_text("utf-8")
    names = [name for name in named(page, r"reports/[\w./-]+") if not name.endswith("/")]
    assert names
    assert [name for name in names if name not in reports()] == []
