"""Made up data: the same everywhere, of the shape that production has, and nobody's."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from goldenpath_gates.environments.spec import Size
from goldenpath_gates.seed.chance import draws, even, heavy, zipf
from goldenpath_gates.seed.dataset import Dataset, Value
from goldenpath_gates.seed.recipe import read
from goldenpath_gates.seed.synthetic import dataset

from tests.gates.seed.support import RECIPE
from tests.gates.seed.test_recipe import service
from tests.gates.support import ROOT
from tests.support import interpreters

SMALL = "b5f46d767b33746ed7fad89e4ef8a47c2eb61285e01dda0d3eecc621b5510adb"
NUMBERS = """
from goldenpath_gates.seed.chance import draws, even, heavy, zipf
draw, law = draws(7, "users.tenant_id"), zipf(200)
print([(even(draw(n), 1000), heavy(draw(n), 10, 5000), law.pick(draw(n))) for n in range(2000)])
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return service(tmp_path_factory.mktemp("service"))


@cache
def made(root: Path, size: Size) -> Dataset:
    return dataset(read(root / "seed/seed.yaml", root), size)


def column(data: Dataset, table: str, name: str) -> list[Value]:
    found = next(one for one in data.tables if one.name == table)
    at = [one.name for one in found.columns].index(name)
    return [row[at] for row in found.rows()]


def test_it_is_what_it_always_was(root: Path) -> None:
    """Another digest is other data in every preview: no accident, and a line in the changelog."""
    assert made(root, "small").sha256 == SMALL


@pytest.mark.parametrize("form", ["sql", "csv", "jsonl"])
def test_each_process_makes_the_same_bytes(form: str, root: Path, tmp_path: Path) -> None:
    found = []
    for number in ("1", "2"):
        out = ("--out", str(tmp_path / number)) if form != "sql" else ()
        command = (sys.executable, "-m", "goldenpath_gates", "seed", "generate", "--format", form)
        env = {**os.environ, "PYTHONHASHSEED": number, "TZ": f"UTC+{number}", "LC_ALL": "C"}
        done = subprocess.run((*command, *out), cwd=root, env=env, capture_output=True, check=True)
        files = sorted((tmp_path / number).glob("*")) if out else []
        found.append([path.read_bytes() for path in files] or [done.stdout])
    assert found[0] == found[1]
    assert len(b"".join(found[0])) > 50_000


def test_each_python_draws_the_same_numbers() -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "gates")}
    said = {
        subprocess.run(
            (python, "-c", NUMBERS), env=env, capture_output=True, text=True, check=True
        ).stdout
        for python in (sys.executable, *map(str, interpreters().values()))
    }
    assert len(said) == 1


def test_another_seed_is_other_data(tmp_path: Path, root: Path) -> None:
    other = service(tmp_path, RECIPE.replace("seed: 7", "seed: 8"))
    ids = {*column(made(root, "small"), "users", "id")}
    assert not ids & {*column(made(other, "small"), "users", "id")}


def test_references_resolve(root: Path) -> None:
    data = made(root, "medium")
    for child, name, parent in (
        ("users", "tenant_id", "tenants"),
        ("questions", "user_id", "users"),
        ("questions", "tenant_id", "tenants"),
        ("votes", "question_id", "questions"),
    ):
        there = {*column(data, parent, "id")}
        assert {*column(data, child, name)} - {None} <= there


def test_what_is_copied_agrees(root: Path) -> None:
    data = made(root, "small")
    tenant = dict(zip(column(data, "users", "id"), column(data, "users", "tenant_id"), strict=True))
    plan = dict(zip(column(data, "tenants", "id"), column(data, "tenants", "plan"), strict=True))
    users, tenants = column(data, "questions", "user_id"), column(data, "questions", "tenant_id")
    assert tenants == [tenant.get(user) for user in users]
    assert column(data, "questions", "plan") == [plan.get(one) for one in tenants]
    assert None in users


def test_no_key_comes_twice(root: Path) -> None:
    data = made(root, "medium")
    for table in ("tenants", "users", "questions"):
        ids = column(data, table, "id")
        assert len(set(ids)) == len(ids)
    once = column(data, "votes", "question_id")
    assert len(set(once)) == len(once)
    emails = column(data, "users", "email")
    assert len(set(emails)) == len(emails)


def test_times_follow_each_other(root: Path) -> None:
    data = made(root, "small")
    created = dict(
        zip(column(data, "tenants", "id"), column(data, "tenants", "created_at"), strict=True)
    )
    seen, tenants = column(data, "users", "seen_at"), column(data, "users", "tenant_id")
    for at, tenant in zip(seen, tenants, strict=True):
        begin = created[tenant]
        assert isinstance(at, datetime)
        assert isinstance(begin, datetime)
        assert 0 <= (at - begin).total_seconds() <= 3 * 3600


def test_few_tenants_are_large_and_many_small(root: Path) -> None:
    """By Zipf's law of 200: 17 % are of the largest tenant, and half of all of the first 11."""
    counts = Counter(column(made(root, "medium"), "users", "tenant_id")).most_common()
    total = sum(count for _, count in counts)
    harmonic = sum(1 / rank for rank in range(1, 201))
    for rank in (1, 2, 5, 10, 50):
        expected = total / harmonic / rank
        assert abs(counts[rank - 1][1] - expected) < 5 * expected**0.5
    assert 190 <= len(counts) <= 200


def test_tails_are_heavy(root: Path) -> None:
    tokens = [
        one for one in column(made(root, "medium"), "questions", "tokens") if isinstance(one, int)
    ]
    assert 10 <= min(tokens) <= max(tokens) <= 5000
    assert 18 <= median(tokens) <= 22
    assert max(tokens) > 2000


@pytest.mark.parametrize("bins", [7, 16, 1000])
def test_numbers_are_even(bins: int) -> None:
    """Chi-square, at one in a thousand."""
    draw = draws(1, "a")
    rows = 100 * bins
    counts = Counter(even(draw(row), bins) for row in range(rows))
    square = sum((counts[one] - 100) ** 2 / 100 for one in range(bins))
    free = bins - 1
    assert abs(square - free) < 3.3 * (2 * free) ** 0.5 + 6


def test_streams_and_rows_have_nothing_in_common() -> None:
    seen = {draws(seed, name)(row) for seed in (0, 1) for name in ("a", "b") for row in range(999)}
    assert len(seen) == 4 * 999


@pytest.mark.parametrize(("low", "high"), [(1, 1), (1, 2), (5, 9), (1, 10**6)])
def test_the_ends_of_a_heavy_tail(low: int, high: int) -> None:
    assert heavy(0, low, high) == low
    assert heavy((1 << 64) - 1, low, high) == high


def test_the_ends_of_a_law() -> None:
    assert zipf(1).pick((1 << 64) - 1) == 0
    assert zipf(9).pick((1 << 64) - 1) == 8
    assert zipf(9).pick(0) == 0


def test_nobody_is_in_it(root: Path) -> None:
    data = made(root, "small")
    for mail in column(data, "users", "email"):
        assert re.fullmatch(r"user-[0-9]{6}@example\.com", str(mail))
    for phone in column(data, "users", "phone"):
        assert re.fullmatch(r"\+44 7700 900[0-9]{3}", str(phone))
    for name in column(data, "users", "name"):
        assert name is None or re.fullmatch("Test [A-Z][a-z]+ [A-Z][a-z]+", str(name))
    for name in column(data, "tenants", "name"):
        assert re.fullmatch("Example [A-Z][a-z]+ [A-Z][a-z]+ Ltd", str(name))


def test_each_form_says_the_same(root: Path, tmp_path: Path) -> None:
    from goldenpath_gates.seed.written import write

    data = made(root, "small")
    write(data, "csv", tmp_path)
    write(data, "jsonl", tmp_path)
    for table in data.tables:
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lines = (tmp_path / f"{table.name}.jsonl").read_text("utf-8").splitlines()
        for row, line in zip(rows, map(json.loads, lines), strict=True):
            for name, value in line.items():
                number = isinstance(value, int | float)
                assert (float(row[name]) == value) if number else (row[name] == (value or ""))
