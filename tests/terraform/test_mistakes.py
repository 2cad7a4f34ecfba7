"""Each planted mistake is caught, and by whom docs/terraform/proven.md says."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.policy import checkov, judgement, team
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.engine import wasm
from goldenpath_gates.policy.settings import Policy
from goldenpath_gates.policy.terraform import plan

from tests.support import ROOT, Workshop
from tests.terraform.plans import service
from tests.terraform.support import MODULES, copied, succeeded, terraform

ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("mistakes.yaml").read_text())
PAGE = ROOT / "docs" / "terraform" / "proven.md"
BEGIN, END = "<!-- planted: begin -->\n", "<!-- planted: end -->\n"
TOOLS = {"validate": "`terraform validate`", "module": "the module, which demands otherwise"}
DEMANDED = "This was checked by the validation rule"
WHO = {"terraform-": "our rule", "checkov-": "our check in Checkov", "CKV": "Checkov's"}


@dataclass(frozen=True)
class Caught:
    """By which commands or rules, and what they said."""

    by: frozenset[str]
    said: str


def terraform_says(row: Mapping[str, Any], into: Path) -> Caught | Path:
    """Who of Terraform refuses it, else the file of its plan."""
    folder = copied(MODULES / row["example"] / "examples" / "default", into)
    path = into / "terraform" / "modules" / row["file"]
    text = path.read_text("utf-8")
    assert row["old"] in text, f"{row['file']} has changed: nothing is planted"
    path.write_text(text.replace(row["old"], row["new"], 1), "utf-8")
    succeeded(folder, "init", "-input=false", "-no-color")
    for command in (
        ("validate", "-no-color"),
        ("plan", "-input=false", "-no-color", "-out=plan.bin"),
    ):
        done = terraform(folder, *command)
        said = " ".join(done.stdout.split())
        if done.returncode:
            return Caught(frozenset({"module" if DEMANDED in said else command[0]}), said)
    file = into / "plan.json"
    file.write_text(succeeded(folder, "show", "-json", "plan.bin"), "utf-8")
    return file


def rules_say(workshop: Workshop, files: Mapping[str, Path]) -> dict[str, Caught]:
    """One run of each engine over all plans."""
    root = service(workshop, "github-aws")
    documents = []
    for what, file in files.items():
        contents = plan.contents(plan.load(file.read_bytes(), what))
        documents.append(Document("terraform-plan", str(file), contents, group=what))
    found = wasm.evaluate(documents, judgement.data_of(root, team.read(root)))
    found += checkov.run(root, documents, Policy()) or []
    return {
        what: Caught(
            frozenset(one.rule for one in found if one.path == str(file)),
            "; ".join(one.text for one in found if one.path == str(file)),
        )
        for what, file in files.items()
    }


@pytest.fixture(scope="module")
def caught(workshop: Workshop) -> dict[str, Caught]:
    def make(folder: Path) -> None:
        made = {row["what"]: terraform_says(row, folder / str(i)) for i, row in enumerate(ROWS)}
        files = {what: one for what, one in made.items() if isinstance(one, Path)}
        refused = {what: one for what, one in made.items() if isinstance(one, Caught)}
        all_ = refused | rules_say(workshop, files)
        (folder / "caught.pickle").write_bytes(pickle.dumps(all_))
        for number in range(len(ROWS)):
            shutil.rmtree(folder / str(number))

    folder = workshop.once("terraform-mistakes", make)
    loaded: dict[str, Caught] = pickle.loads((folder / "caught.pickle").read_bytes())  # noqa: S301
    return loaded


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["what"])
def test_it_is_caught(caught: dict[str, Caught], row: dict[str, Any]) -> None:
    found = caught[row["what"]]
    assert found.by == {row["caught"]}, found.said
    assert row["says"] in found.said


def named(rule: str) -> str:
    if rule in TOOLS:
        return TOOLS[rule]
    (who,) = (who for start, who in WHO.items() if rule.startswith(start))
    return f"{who} `{rule}`"


def table() -> str:
    lines = ["| mistake | in | caught by |", "| --- | --- | --- |"]
    for row in ROWS:
        module = row["file"].partition("/")[0]
        lines.append(f"| {row['what']} | `{module}` | {named(row['caught'])} |")
    return "\n".join(lines) + "\n"


def test_the_page_shows_the_table() -> None:
    page = PAGE.read_text("utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0] == table()
