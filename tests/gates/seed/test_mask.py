"""Nothing of anybody gets through, and what could be joined still can."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.seed.masking import key, masks
from goldenpath_gates.seed.masking.mask import mask
from goldenpath_gates.seed.masking.originals import HEAD, fold
from goldenpath_gates.seed.masking.rules import Kind
from goldenpath_gates.seed.masking.verify import verify
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gates.seed.support import (
    KEY,
    OTHER_KEY,
    RULES,
    extract,
    masked,
    masking,
    order,
    rows_of,
    user,
)
from tests.gates.support import ROOT, goldenpath, write

REPLACING: tuple[Kind, ...] = ("hash", "uuid", "email", "phone", "name")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_each_column_becomes_what_its_rule_says(form: str, tmp_path: Path) -> None:
    out = masked(tmp_path, extract(tmp_path / "in", form=form))
    before, after = rows_of(tmp_path / f"in/users.{form}"), rows_of(out / f"users.{form}")
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert list(new) == [name for name in old if name != "ssn"]
        for name, kind in (("id", "uuid"), ("email", "email"), ("name", "name"), ("code", "hash")):
            assert masks.FORMS[kind].fullmatch(new[name])  # type: ignore[index]
        assert new["notes"] == "Masked text"
        assert new["plan"] == "free"
        assert float(new["salary"]) == min(90000, float(old["salary"]) // 1000 * 1000)
        assert new["city"] == ("Oslo" if old["city"] == "Oslo" else "other")
        moved = masks.distance(old["seen_at"], new["seen_at"])
        assert 1 <= abs(moved.total_seconds()) / 86400 <= 90
        assert new["seen_at"].endswith("Z")
        assert len(new["born"]) == 10


def test_null_and_empty_stay_what_they_are(tmp_path: Path) -> None:
    nothing = {name: None for name in user(1) if name != "id"}
    rows = [user(1, **nothing), user(2, **{name: "" for name in nothing})]
    out = masked(tmp_path, extract(tmp_path / "in", {"users": rows}, "jsonl"))
    first, second = rows_of(out / "users.jsonl")
    assert {first[name] for name in first if name != "id"} == {None}
    assert {second[name] for name in second if name != "id"} == {""}
    assert verify(tmp_path / "in", out, masking(tmp_path)).findings == []


def test_values_of_json_are_masked_as_their_text(tmp_path: Path) -> None:
    """1 and "1" join, 1 and true do not; what is nested is masked as a whole."""
    rules = "version: 1\ntables:\n  t: { a: hash, b: { mask: number, step: 10 } }\n"
    values = [1, "1", True, 1.0, {"x": ["y"]}, {"x": ["y"]}, 17]
    rows = [{"a": value, "b": 25} for value in values] + [{"b": -1.5}]
    extract(tmp_path / "in", {"t": rows}, "jsonl")
    mask(tmp_path / "in", tmp_path / "out", masking(tmp_path, rules), KEY)
    found = rows_of(tmp_path / "out/t.jsonl")
    masks_of = [row["a"] for row in found[:-1]]
    assert masks_of[0] == masks_of[1]
    assert masks_of[4] == masks_of[5]
    assert len(set(masks_of)) == 5
    assert [row["b"] for row in found] == [20] * 7 + [-10]
    assert "a" not in found[-1]


def test_joins_hold(tmp_path: Path) -> None:
    out = masked(tmp_path, extract(tmp_path / "in"))
    users, orders = rows_of(out / "users.csv"), rows_of(out / "orders.csv")
    email = {row["id"]: row["email"] for row in users}
    assert {row["user_id"] for row in orders} <= set(email)
    assert all(email[row["user_id"]] == row["email"] for row in orders)
    before = Counter(row["user_id"] for row in rows_of(tmp_path / "in/orders.csv"))
    after = Counter(row["user_id"] for row in orders)
    assert sorted(before.values()) == sorted(after.values())


def test_dates_of_one_keep_their_distance(tmp_path: Path) -> None:
    days = [user(1, seen_at=f"2026-03-0{day}T00:00:00Z", code=f"{day}") for day in (3, 1, 9)]
    out = masked(tmp_path, extract(tmp_path / "in", {"users": [*days, user(2)]}))
    after = [row["seen_at"] for row in rows_of(out / "users.csv")]
    assert masks.distance(after[0], after[1]).days == -2
    assert masks.distance(after[1], after[2]).days == 8
    assert masks.distance(after[1], after[3]) != masks.distance(
        days[1]["seen_at"], user(2)["seen_at"]
    )


def test_with_another_key_nothing_joins(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    one = masked(tmp_path / "one", source)
    other = masked(tmp_path / "other", source, OTHER_KEY)
    for table, columns in (("users", ("id", "email", "name", "code")), ("orders", ("user_id",))):
        for name in columns:
            mine = {row[name] for row in rows_of(one / f"{table}.csv")}
            assert not mine & {row[name] for row in rows_of(other / f"{table}.csv")}


@pytest.mark.parametrize("kind", REPLACING)
def test_a_mask_of_one_kind_says_nothing_of_another(kind: Kind) -> None:
    """One value as a hash and as an e-mail address: no part of one is in the other."""
    digits = masks.replacing(kind, KEY)("the same value")[-8:]
    for other in REPLACING:
        assert other == kind or digits not in masks.replacing(other, KEY)("the same value")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
MAILS = WORDS.map("{}@corp.test".format)
PEOPLE = st.lists(
    st.tuples(WORDS, MAILS, WORDS, st.one_of(st.just(""), WORDS)), min_size=1, max_size=8
)


@settings(derandomize=True, max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(people=PEOPLE, form=st.sampled_from(["csv", "jsonl"]), bought=st.lists(st.integers(0, 7)))
def test_no_original_survives(
    people: list[tuple[str, str, str, str]], form: str, bought: list[int]
) -> None:
    """Letters of all scripts, quotes, line breaks, nothing at all: looked for in the bytes."""
    rules = """\
version: 1
tables:
  users: { id: uuid, email: email, name: name, notes: text }
  orders: { id: hash, user_id: uuid, what: keep }
"""
    rows = [dict(zip(("id", "email", "name", "notes"), person, strict=True)) for person in people]
    orders = [
        {"id": f"order {n}", "user_id": people[at % len(people)][0], "what": "tea"}
        for n, at in enumerate(bought)
    ] or [{"id": "order 0", "user_id": people[0][0], "what": "tea"}]
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = extract(folder / "in", {"users": rows, "orders": orders}, form)
        checked = masking(folder, rules)
        mask(source, folder / "out", checked, KEY)
        assert verify(source, folder / "out", checked).findings == []
        out = {path.stem: rows_of(path) for path in (folder / "out").glob(f"*.{form}")}
    cells = [fold(str(cell)) for table in out.values() for row in table for cell in row.values()]
    for original in {fold(one) for person in people for one in person}:
        if len(original) >= HEAD:
            assert not [cell for cell in cells if original in cell]
    ids = {row["id"] for row in out["users"]}
    assert {row["user_id"] for row in out["orders"]} <= ids
    assert len(ids) == len({person[0].lower() for person in people})
    before = Counter(row["user_id"].lower() for row in orders)
    after = Counter(row["user_id"] for row in out["orders"])
    assert sorted(before.values()) == sorted(after.values())


@pytest.mark.parametrize("kind", REPLACING)
def test_masks_look_like_chance(kind: Kind) -> None:
    """Of values that count up: each digit as often (chi-square, one in a thousand), no order kept
    (Spearman), no two alike."""
    count = 20_000
    masker = masks.replacing(kind, KEY)
    found = [masker(f"user-{number:08}") for number in range(count)]
    assert len(set(found)) == count
    digits = {"uuid": 8, "hash": 32, "email": 20, "phone": 12, "name": 13}[kind]
    alphabet = string.digits if kind == "phone" else string.hexdigits[:16]
    parts = [one.removesuffix("@example.com") for one in found]
    parts = [one[:digits] if kind == "uuid" else one[-digits:] for one in parts]
    for position in range(digits):
        counts = Counter(part[position] for part in parts)
        expected = count / len(alphabet)
        square = sum((counts[digit] - expected) ** 2 / expected for digit in alphabet)
        assert square < 45  # of 15 degrees of freedom
    ranks = {part: rank for rank, part in enumerate(sorted(parts))}
    distance = sum((ranks[part] - number) ** 2 for number, part in enumerate(parts))
    assert abs(1 - 6 * distance / (count * (count**2 - 1))) < 4 / count**0.5


def test_shifts_are_even_and_never_none() -> None:
    seconds = masks.shifting(KEY, 30)
    found = [seconds(f"user-{number}") for number in range(20_000)]
    assert min(map(abs, found)) >= 86400
    assert max(map(abs, found)) <= 30 * 86400
    assert abs(sum(one > 0 for one in found) - 10_000) < 350
    tenths = Counter((abs(one) - 86400) * 10 // (29 * 86400 + 1) for one in found)
    assert all(abs(tenths[tenth] - 2_000) < 200 for tenth in range(10))


def test_each_process_masks_the_same(tmp_path: Path) -> None:
    extract(tmp_path / "in")
    write(tmp_path, {"seed/masking.yaml": RULES})
    found = []
    for number in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": number, key.VARIABLE: bytes(range(32)).hex()}
        command = (sys.executable, "-m", "goldenpath_gates", "seed", "mask", "in", number)
        subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
        found.append([path.read_bytes() for path in sorted((tmp_path / number).iterdir())])
    assert found[0] == found[1]


SECRET = "Ada of Acme"  # noqa: S105
STOPPED = {
    "a column without a rule": (
        {"users": [user(1, iban=SECRET)]},
        r"users.csv: masking-column 'iban'",
    ),
    "a table without rules": (
        {"people": [user(1)]},
        "masking-table no rule knows the table people",
    ),
    "a date that is none": (
        {"users": [user(1, born=SECRET)]},
        r"users.csv:\d: masking-value .*'born'",
    ),
    "a date at the end of time": (
        {"users": [user(n, born=day) for n in range(9) for day in ("9999-12-31", "0001-01-01")]},
        "masking-value .*'born'",
    ),
    "a number that is none": ({"users": [user(1, salary=SECRET)]}, "masking-value .*'salary'"),
    "a number beyond all": ({"users": [user(1, salary="NaN")]}, "masking-value .*'salary'"),
    "a shift by what is not there": (
        {"users": [{name: cell for name, cell in user(1).items() if name != "id"}]},
        "masking-by column 'born' is shifted by 'id'",
    ),
}


@pytest.mark.parametrize("case", STOPPED)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_nothing_passes_by_accident(case: str, form: str, tmp_path: Path) -> None:
    tables, said = STOPPED[case]
    source = extract(tmp_path / "in", tables, form)
    with pytest.raises(FailedError, match=said.replace("csv", form)) as raised:
        masked(tmp_path, source)
    assert SECRET not in str(raised.value)
    assert not list((tmp_path / "masked").glob("*"))


def test_a_file_without_a_header_shows_nobody(tmp_path: Path) -> None:
    """Not even a first name, which could be that of a column."""
    for first in ("ada@corp.test,3", "Ada,3", "id,email,ada@corp.test"):
        write(tmp_path / "in", {"orders.csv": f"{first}\n"})
        number = 3 if first.startswith("id") else 1
        with pytest.raises(FailedError, match=rf"masking-column number {number}\b") as raised:
            masked(tmp_path, tmp_path / "in")
        assert "ada" not in str(raised.value).lower()


BROKEN = {
    "cells.csv": b"id,what\n1,2,3\n",
    "quote.csv": b'id,what\n"1,2\n',
    "bytes.csv": b"id,what\n1,\xff\xfe\n",
    "twice.csv": b"id,id\n1,2\n",
    "none.csv": b"",
    "list.jsonl": b"[1]\n",
    "cut.jsonl": b'{"id": "Ada',
    "nan.jsonl": b'{"id": NaN}\n',
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_table_is_refused(name: str, tmp_path: Path) -> None:
    table = name.partition(".")[0]
    rules = masking(tmp_path, f"version: 1\ntables:\n  {table}: {{ id: hash, what: keep }}\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(BROKEN[name])
    with pytest.raises(FailedError, match=rf"{name}(:\d+)?: masking-(form|table)"):
        mask(tmp_path / "in", tmp_path / "out", rules, KEY)
    assert not list((tmp_path / "out").glob("*"))


def test_a_file_that_is_no_table_is_not_left_out(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    (source / "users.csv.gz").touch()
    with pytest.raises(FailedError, match=r"users.csv.gz: masking-file is neither .csv nor .jsonl"):
        masked(tmp_path, source)


def test_a_folder_with_something_in_it_is_not_written(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    with pytest.raises(UsageError, match="is not empty"):
        mask(source, source, masking(tmp_path), KEY)


def test_a_cell_that_needs_quotes_arrives_whole(tmp_path: Path) -> None:
    cells = ["a,b", 'c"d', "e\nf", "g\rh", "", " i "]
    rows = [order(number, what=cell) for number, cell in enumerate(cells)]
    out = masked(tmp_path, extract(tmp_path / "in", {"orders": rows}))
    assert [row["what"] for row in rows_of(out / "orders.csv")] == cells


WRONG_RULES = {
    "code: hash": ("code: crypt", "masking-form tables.users.code: "),
    "days: 90 }": ("}", "masking-form tables.users.born: "),
    "step: 1000": ("steps: 1000", "masking-form tables.users.salary"),
    "by: id": ("by: nobody", "11:25: masking-by users has no column nobody"),
    "name: name": ("email: keep", "6:5: masking-file 'email' stands there twice"),
    "user_id: uuid": (
        "user_id: hash",
        "18:5: masking-join it refers to an id that is masked as uuid",
    ),
    "plan: keep": ("plan: { mask: keep }", "masking-form tables.users.plan.mask"),
}


@pytest.mark.parametrize("good", WRONG_RULES)
def test_rules_that_are_none(good: str, tmp_path: Path) -> None:
    bad, said = WRONG_RULES[good]
    assert good in RULES
    with pytest.raises(UsageError) as raised:
        masking(tmp_path, RULES.replace(good, bad, 1))
    assert said in str(raised.value)


@pytest.mark.parametrize("text", ["", "short", "ab" * 31, "00" * 32, "not hex, not base64!" * 3])
def test_without_a_key_it_is_incomplete(text: str) -> None:
    with pytest.raises(IncompleteError, match="openssl rand -hex 32") as raised:
        key.of({key.VARIABLE: text})
    assert len(text) < 6 or text not in str(raised.value)


def test_a_key_in_hex_and_in_base64_is_the_same() -> None:
    import base64

    secret = secrets.token_bytes(40)
    texts = (
        secret.hex(),
        base64.b64encode(secret).decode(),
        base64.urlsafe_b64encode(secret).decode(),
    )
    found = {masks.replacing("hash", key.of({key.VARIABLE: text}))("x") for text in texts}
    assert len(found) == 1


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    extract(tmp_path / "in")
    write(tmp_path, {"seed/masking.yaml": RULES})
    secret = secrets.token_hex(32)
    env = {**os.environ, key.VARIABLE: secret}
    done = goldenpath("seed", "mask", "in", "out", cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert "users: 12 rows masked" in done.stdout
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret not in done.stdout + done.stderr + written.decode() + repr(key.of(env))
    without = goldenpath("seed", "mask", "in", "other", cwd=tmp_path)
    assert without.returncode == 3
    assert not (tmp_path / "other").exists()


def test_the_rules_of_the_template_fit_its_recipe(tmp_path: Path) -> None:
    from goldenpath_gates.seed.masking import rules
    from goldenpath_gates.seed.recipe import read
    from goldenpath_gates.seed.synthetic import dataset
    from goldenpath_gates.seed.written import write as written

    template = ROOT / "template"
    data = dataset(read(template / "seed/seed.yaml", template), "small")
    written(data, "csv", tmp_path / "in")
    checked = rules.read(template / "seed/masking.yaml")
    assert {table.name for table in data.tables} == set(checked.tables)
    mask(tmp_path / "in", tmp_path / "out", checked, KEY)
    found = verify(tmp_path / "in", tmp_path / "out", checked)
    assert found.findings == []
    manifest = json.loads((tmp_path / "out/masked.json").read_text())
    assert list(manifest["files"]) == [f"{table.name}.csv" for table in data.tables]
