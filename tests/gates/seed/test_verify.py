"""Each way in which masking can fail turns the check red; masked as it should be, it is green."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from goldenpath_gates.errors import FailedError
from goldenpath_gates.seed.extract import verified
from goldenpath_gates.seed.masking import masks
from goldenpath_gates.seed.masking.held import Held
from goldenpath_gates.seed.masking.mask import mask
from goldenpath_gates.seed.masking.originals import forms
from goldenpath_gates.seed.masking.rules import Kind
from goldenpath_gates.seed.masking.verify import verify

from tests.gates.seed.support import (
    KEY,
    OTHER_KEY,
    RULES,
    Row,
    extract,
    masked,
    masking,
    order,
    rows_of,
    user,
)
from tests.gates.support import goldenpath, write

MAIL = user(3)["email"]
RARE = """version: 1
tables:
  people: { city: { mask: rare, least: 2 } }
  trips: { city: { mask: rare, least: 2 } }
"""


def rules_found(source: Path, target: Path, folder: Path) -> set[str]:
    return {finding.rule for finding in verify(source, target, masking(folder)).findings}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_masked_as_it_should_be_passes(form: str, tmp_path: Path) -> None:
    source = extract(tmp_path / "in", form=form)
    out = masked(tmp_path, source)
    found = verify(source, out, masking(tmp_path))
    assert found.findings == []
    assert (found.rows, found.originals > 80) == (42, True)
    assert list(json.loads((out / "masked.json").read_text())["files"]) == [
        f"users.{form}",
        f"orders.{form}",
    ]


Change = Callable[[list[Row]], object]


def cell(name: str, value: object, row: int = 0) -> Change:
    return lambda rows: rows[row].update({name: value})


def swapped(name: str) -> Change:
    def change(rows: list[Row]) -> None:
        rows[0][name], rows[1][name] = rows[1][name], rows[0][name]

    return change


CHANGES: dict[str, tuple[str, Change, str]] = {
    "an original in its column": ("users", cell("email", MAIL), "verify-form"),
    "and it is said that it survived": ("users", cell("email", MAIL), "verify-survivor"),
    "an original as a mask": ("users", cell("code", "0123456789abcdef" * 2), "verify-survivor"),
    "an original in hex as a mask": (
        "users",
        cell("code", b"sixteen-letters!".hex()),
        "verify-survivor",
    ),
    "an original in a kept column": ("orders", cell("what", MAIL), "verify-survivor"),
    "a short original": ("users", cell("name", "Bo"), "verify-form"),
    "a kept value changed": ("users", cell("plan", "pro"), "verify-kept"),
    "a null that was none": ("users", cell("email", ""), "verify-form"),
    "two masks of a value": ("orders", cell("email", "0" * 20 + "@example.com"), "verify-join"),
    "rows that became one": ("users", lambda rows: rows[0].update(id=rows[1]["id"]), "verify-join"),
    "rows in another order": ("users", lambda rows: rows.reverse(), "verify-join"),
    "masks of others": ("orders", swapped("id"), ""),
    "a text that was not replaced": ("users", cell("notes", "Line one"), "verify-form"),
    "a row less": ("users", lambda rows: rows.pop(), "verify-shape"),
    "a row more": ("users", lambda rows: rows.append(dict(rows[0])), "verify-shape"),
    "a column less": ("users", lambda rows: [row.pop("plan") for row in rows], "verify-shape"),
    "a dropped column": (
        "users",
        lambda rows: [row.update(ssn="") for row in rows],
        "verify-shape",
    ),
    "a date that stayed": ("users", cell("born", user(0)["born"]), "verify-date"),
    "no date": ("users", cell("born", "long ago"), "verify-date"),
    "a date for a time": ("users", cell("seen_at", "2026-01-05"), "verify-date"),
    "a time that lost its zone": (
        "users",
        cell("seen_at", "2026-01-05T10:11:12"),
        "verify-date",
    ),
    "a mask that holds its original": (
        "users",
        cell("phone", "+999012125550000"),
        "verify-survivor",
    ),
    "a number not rounded": ("users", cell("salary", user(7)["salary"], 7), "verify-number"),
    "a number rounded otherwise": ("users", cell("salary", "7000", 7), "verify-number"),
    "no number": ("users", cell("salary", "much"), "verify-number"),
    "a rare value": ("users", cell("city", "Village 5", 5), "verify-rare"),
    "another common value": ("users", cell("city", "Rome"), "verify-rare"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_is_not_is_found(case: str, tmp_path: Path) -> None:
    table, change, rule = CHANGES[case]
    users = [
        *map(user, range(12)),
        user(12, code="0123456789ABCDEF" * 2, name="Bo"),
        user(13, code="sixteen-letters!"),
    ]
    source = extract(tmp_path / "in", {"users": users, "orders": [*map(order, range(20))]})
    out = masked(tmp_path, source)
    assert verify(source, out, masking(tmp_path)).findings == []
    rows = rows_of(out / f"{table}.csv")
    (out / "masked.json").unlink()
    change(rows)
    extract(out, {table: rows})
    found = rules_found(source, out, tmp_path)
    assert rule in found if rule else not found
    assert (out / "masked.json").exists() == (not found)


@pytest.mark.parametrize(
    "hidden",
    [
        MAIL,
        f"write to {MAIL}, please",
        MAIL.upper(),
        f"<{MAIL.swapcase()}>",
        MAIL.encode().hex(),
        f"0{MAIL.encode().hex()}",
        f"id={MAIL.upper().encode().hex().upper()};",
        *(base64.b64encode(f"{'x' * n}{MAIL}yz".encode()).decode() for n in range(4)),
        base64.b64encode(f"a:{MAIL}".encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(f"ÿÿ{MAIL}".encode()).decode(),
        f"https://corp.test/?to={quote(MAIL)}",
        MAIL.translate({ord("P"): "\N{FULLWIDTH LATIN CAPITAL LETTER P}"}),
        f"\\u{ord(MAIL[0]):04x}{MAIL[1:]}",
        json.dumps(json.dumps("".join(f"\\u{ord(letter):04x}" for letter in MAIL))),
        quote(json.dumps({"to": quote(MAIL)})),
        "Somebody,+%22Nr%22+3",
        json.dumps({"of": 'Somebody, "Nr" 3'}),
        "a:Spaces Around:z",
    ],
)
def test_an_original_is_found_in_every_disguise(hidden: str, tmp_path: Path) -> None:
    """In a column that is kept, of another table: the rules are at fault, not the masks."""
    rows = [order(0), order(1, what=hidden), order(2)]
    users = [*map(user, range(9)), user(9, name=" Spaces Around ")]
    source = extract(tmp_path / "in", {"users": users, "orders": rows})
    out = masked(tmp_path, source)
    (finding,) = verify(source, out, masking(tmp_path)).findings
    assert (finding.rule, finding.line) == ("verify-survivor", 3)
    assert MAIL not in str(finding)


@pytest.mark.parametrize(
    "harmless",
    [
        "a kettle",
        "cafe",
        "ffffffffffff",
        "x" * 5000,
        "%zz",
        "=+/-_" * 9,
        "%25" * 999,
        "\\u00",
        "{[",
    ],
)
def test_what_is_nobodys_is_left_alone(harmless: str, tmp_path: Path) -> None:
    source = extract(tmp_path / "in", {"orders": [order(0, what=harmless)]})
    assert rules_found(source, masked(tmp_path, source), tmp_path) == set()
    assert harmless in forms(harmless)


def test_an_original_within_what_json_nests_is_found(tmp_path: Path) -> None:
    rows = [order(0, what={"to": [{"mail": MAIL}]}, email=MAIL)]
    source = extract(tmp_path / "in", {"orders": rows}, "jsonl")
    assert rules_found(source, masked(tmp_path, source), tmp_path) == {"verify-survivor"}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("rule", ["drop", "text"])
def test_a_text_within_json_that_is_gone_is_looked_for(
    rule: str, form: str, tmp_path: Path
) -> None:
    """Also in a cell of CSV, and where JSON holds JSON."""
    rules = masking(
        tmp_path, f"version: 1\ntables:\n  t: {{ n: keep, gone: {rule}, kept: keep }}\n"
    )
    for row, left in enumerate([MAIL, 'Somebody, "Nr" 3', {"of": 'Somebody, "Nr" 3'}, "a kettle"]):
        gone = {"users": [{"email": MAIL, "tea": 1}], "raw": json.dumps(['Somebody, "Nr" 3'])}
        cells: Row = {"n": row, "gone": gone, "kept": left}
        if form == "csv":
            cells = {name: masks.plain(cell) for name, cell in cells.items()}
        source = extract(tmp_path / f"in{row}", {"t": [cells]}, form)
        mask(source, tmp_path / f"out{row}", rules, KEY)
        found = {one.rule for one in verify(source, tmp_path / f"out{row}", rules).findings}
        assert found == (set() if left == "a kettle" else {"verify-survivor"})


@pytest.mark.parametrize(
    ("kind", "was", "mask_of"),
    [
        ("phone", "491701234567", "+999491701234567"),
        ("phone", "+49 (170) 123-4567", "+999491701234567"),
        ("phone", "20 00 12", "+999000000200012"),
        ("phone", "200012", f"+999{b'200012'.hex()}"),
        ("hash", "2000-0123", f"{'0' * 24}20000123"),
        ("hash", "Ada Lovelace", f"{'0' * 8}{b'adalovelace'.hex()}00"),
        ("uuid", "491701234567", "49170123-4567-8000-8000-000000000000"),
        ("email", "Decade1@corp.test", f"{'0' * 13}decade1@example.com"),
        ("name", "Facade", "Amber Otter 0000000facade"),
    ],
)
def test_a_mask_that_holds_its_own_value_is_found(kind: Kind, was: str, mask_of: str) -> None:
    assert masks.FORMS[kind].fullmatch(mask_of)
    held = Held(kind)
    held.add({(was, mask_of, ""): 7, (was, masks.replacing(kind, KEY)(was), ""): 8})
    assert (held.too_many, held.line) == (True, 7)


def test_masks_that_hold_a_short_value_by_chance_are_no_finding() -> None:
    """Where one row of a hundred holds its own besides, they are."""
    mask_of = masks.replacing("phone", KEY)
    good = {(f"{n}", mask_of(f"{n}"), ""): n for n in range(600_000, 1_000_000)}
    held = Held("phone")
    held.add(good)
    assert len(held) > 0
    assert not held.too_many
    held.add({(was, is_[:-6] + was, ""): n for (was, is_, _), n in good.items() if n % 100 == 0})
    assert held.too_many


def test_the_words_of_a_mask_are_nobodys() -> None:
    cells: list[tuple[Kind, str, str]] = [
        ("email", "a@example.com", f"{'a' * 20}@example.com"),
        ("name", "Amber Otter", "Amber Otter 0000000000000"),
        ("text", "masked", masks.TEXT),
    ]
    for kind, was, is_ in cells:
        held = Held(kind)
        held.add({(was, is_, ""): 1})
        assert not held.too_many


def test_what_was_too_rare_is_looked_for_in_what_is_kept(tmp_path: Path) -> None:
    """And only there: one column may suppress what another has often enough."""
    for folder, what in (("good", "a kettle"), ("bad", "sent to Village 5")):
        rows = [order(0, what=what), order(1)]
        source = extract(tmp_path / folder, {"users": [*map(user, range(12))], "orders": rows})
        out = masked(tmp_path / f"{folder}-out", source)
        found = rules_found(source, out, tmp_path)
        assert found == ({"verify-survivor"} if folder == "bad" else set())
    rules = masking(tmp_path, RARE)
    people = [{"city": city} for city in ("Kansas City", "Kansas City", "Kansas", "Bergen")]
    trips = [{"city": "Bergen"}, {"city": "Bergen"}]
    source = extract(tmp_path / "two", {"people": people, "trips": trips})
    mask(source, tmp_path / "two-out", rules, KEY)
    assert [row["city"] for row in rows_of(tmp_path / "two-out/people.csv")][2:] == ["other"] * 2
    assert verify(source, tmp_path / "two-out", rules).findings == []


def test_two_keys_break_joins(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    out, other = masked(tmp_path, source), masked(tmp_path / "other", source, OTHER_KEY)
    shutil.copy(other / "orders.csv", out / "orders.csv")
    assert rules_found(source, out, tmp_path) == {"verify-join"}


def test_what_was_not_masked_at_all_is_found(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    assert {"verify-form", "verify-survivor", "verify-shape"} <= rules_found(
        source, source, tmp_path
    )
    shutil.copytree(source, tmp_path / "copy")
    rows = rows_of(tmp_path / "copy/users.csv")
    extract(
        tmp_path / "copy", {"users": [{k: v for k, v in row.items() if k != "ssn"} for row in rows]}
    )
    found = rules_found(source, tmp_path / "copy", tmp_path)
    assert {"verify-form", "verify-survivor", "verify-date"} <= found


def test_tables_of_one_side_only(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    out = masked(tmp_path, source)
    (out / "orders.csv").unlink()
    assert rules_found(source, out, tmp_path) == {"verify-shape"}
    (out / "notes.txt").touch()
    with pytest.raises(FailedError, match=r"notes.txt: masking-file"):
        verify(source, out, masking(tmp_path))


def test_only_what_was_verified_can_be_loaded(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    out = masked(tmp_path, source)
    with pytest.raises(FailedError, match="seed-unmasked nobody checked"):
        verified(out)
    verify(source, out, masking(tmp_path))
    data = verified(out)
    assert [table.name for table in data.tables] == ["users", "orders"]
    assert data.masked
    with (out / "users.csv").open("a") as file:
        file.write("one more\n")
    with pytest.raises(FailedError, match="changed since the check"):
        verified(out)
    (out / "masked.json").write_text('{"version": 1, "survivors": 3}')
    with pytest.raises(FailedError, match="seed-unmasked"):
        verified(out)


def test_a_check_that_fails_takes_the_old_verdict_away(tmp_path: Path) -> None:
    source = extract(tmp_path / "in")
    out = masked(tmp_path, source)
    verify(source, out, masking(tmp_path))
    extract(out, {"orders": rows_of(source / "orders.csv")})
    assert "verify-form" in rules_found(source, out, tmp_path)
    assert not (out / "masked.json").exists()


def test_from_the_extract_to_the_database(tmp_path: Path) -> None:
    """By the commands; what was not masked is refused where it would be loaded."""
    extract(tmp_path / "in")
    write(tmp_path, {"seed/masking.yaml": RULES})
    mask(tmp_path / "in", tmp_path / "out", masking(tmp_path), KEY)
    load = ("seed", "load", "--masked", "out", "--to", "sqlite:///preview.db")
    refused = goldenpath(*load, cwd=tmp_path)
    assert refused.returncode == 1
    assert "out/masked.json: seed-unmasked nobody checked this extract" in refused.stderr
    check = ("seed", "verify", "--original", "in", "--masked")
    bad = goldenpath(*check, "in", cwd=tmp_path)
    assert bad.returncode == 1
    assert "verify-shape" in bad.stdout
    good = goldenpath(*check, "out", cwd=tmp_path)
    assert (good.returncode, "survived" in good.stdout) == (0, True)
    done = goldenpath(*load, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "seed: 42 rows" in done.stdout
    raw = goldenpath("seed", "load", "--masked", "in", "--to", "sqlite:///preview.db", cwd=tmp_path)
    assert raw.returncode == 1
