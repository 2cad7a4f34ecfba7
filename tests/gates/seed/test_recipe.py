"""A recipe that contradicts itself is told where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.seed.defaults import SIZES
from goldenpath_gates.seed.recipe import read
from goldenpath_gates.seed.synthetic import dataset

from tests.gates.seed.support import ASKED, RECIPE
from tests.gates.support import ROOT, goldenpath, write

TEMPLATE = ROOT / "template"


def service(root: Path, recipe: str = RECIPE) -> Path:
    asked = "\n".join(map(json.dumps, ASKED))
    return write(root, {"seed/seed.yaml": recipe, "evals/asked.jsonl": asked})


def told(root: Path, recipe: str) -> str:
    service(root, recipe)
    with pytest.raises(UsageError) as raised:
        dataset(read(root / "seed/seed.yaml", root), "small")
    return str(raised.value).removeprefix(f"{root}/seed/")


@pytest.mark.parametrize("size", SIZES)
def test_the_recipe_of_the_template_is_one(size: str) -> None:
    data = dataset(read(TEMPLATE / "seed/seed.yaml", TEMPLATE), size)  # type: ignore[arg-type]
    for table in data.tables:
        assert next(table.rows())


WRONG = {
    "seed: 7": ("seed: seven", "2:1: seed-form seed: "),
    "version: 1": ("version: 2", "1:1: seed-form version: "),
    "epoch: ": ("epoch: #", "3:1: seed-form epoch: "),
    '"2026-01-05T': ('"2026-02-30T', "3:1: seed-epoch "),
    "make: company": ("make: magic", "9:15: seed-form tables.tenants.columns.name.make: "),
    "empty: 25": ("empty: 100", "17:29: seed-form tables.users.columns.name.empty"),
    "make: phone": ("make: phone, loud: yes", "19:7: seed-form tables.users.columns.phone: "),
    "within: 90d": ("within: 90y", "11:33: seed-form tables.tenants.columns.created_at.within"),
    "small: 300": ("small: 0", "13:13: seed-form tables.users.rows.small: "),
    "  users:": ("  Users:", "4:1: seed-form tables: "),
    "      email:": ("      name:", "18:7: seed-file 'name' stands there twice"),
    "to: tenants": ("to: tenant", "16:37: seed-reference no table tenant stands above"),
    "to: users": ("to: votes", "25:35: seed-reference no table votes stands above"),
    "tenant_id.created_at": ("nobody.created_at", "20:30: seed-column users has no column nobody"),
    "tenant_id.plan": ("plan.tenant_id", "27:27: seed-column questions has no column plan above"),
    "of: user_id.tenant_id": ("of: id.name", "26:32: seed-column id.name: the part before the dot"),
    "of: tenant_id.plan": ("of: tenant_id.colour", "27:27: seed-column tenants has no column col"),
    "after: tenant_id.created_at": ("after: name", "20:30: seed-column name is no time"),
    "evals/asked": ("../asked", "28:28: seed-file ../asked.jsonl is outside of the service"),
    "asked.jsonl": ("other.jsonl", "28:28: seed-file evals/other.jsonl cannot be read"),
    "field: input": ("field: output", "28:28: seed-file evals/asked.jsonl:1 has no text output"),
    "words: [2, 9]": ("words: [9, 2]", "29:29: seed-range words 9 is above 2"),
    "from: 10,": ("from: 0,", "30:32: seed-range a heavy tail begins at 1"),
    "to: 3 }": ("to: -4 }", "31:30: seed-range from -3 is above to -4"),
    "tokens: 0.15": ("words: 0.15", "32:37: seed-column questions has no integer column words"),
    "large: 8000 }\n    columns:\n      id: { make: uuid }\n      question_id": (
        "large: 8001 }\n    columns:\n      id: { make: uuid }\n      question_id",
        "37:54: seed-reference 8001 rows of size large cannot each have one of 8000",
    ),
    "  tenants:": ("  goldenpath_seed:", "4:1: seed-form tables: "),
    "{ make: uuid }\n      name: { make: company": (
        "{ make: email }\n      name: { make: company",
        "8:7: seed-form",
    ),
    "tables:": ("tables: [", "seed-file cannot be followed"),
}


@pytest.mark.parametrize("good", WRONG)
def test_what_is_wrong_is_told(good: str, tmp_path: Path) -> None:
    bad, said = WRONG[good]
    assert good in RECIPE
    assert said in told(tmp_path, RECIPE.replace(good, bad, 1))


def test_a_link_out_of_the_service_is_not_followed(tmp_path: Path) -> None:
    """A change could show a file of the runner in its preview."""
    root = service(tmp_path / "service")
    (tmp_path / "secret.jsonl").write_text('{"input": "of the runner"}')
    (root / "evals/asked.jsonl").unlink()
    (root / "evals/asked.jsonl").symlink_to(tmp_path / "secret.jsonl")
    with pytest.raises(UsageError, match="is outside of the service"):
        dataset(read(root / "seed/seed.yaml", root), "small")


def test_the_command_says_it(tmp_path: Path) -> None:
    service(tmp_path, RECIPE.replace("to: tenants", "to: nobody"))
    done = goldenpath("seed", "generate", cwd=tmp_path)
    assert done.returncode == 2
    assert "seed/seed.yaml:16:37: seed-reference no table nobody" in done.stderr
    missing = goldenpath("seed", "generate", "--recipe", "none.yaml", cwd=tmp_path)
    assert missing.returncode == 2
    assert "none.yaml: seed-file cannot be read" in missing.stderr
