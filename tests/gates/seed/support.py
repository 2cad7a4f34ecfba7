"""A small recipe, and a small extract with the rules that mask it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates.seed.masking import rules
from goldenpath_gates.seed.masking.key import Key
from goldenpath_gates.seed.masking.mask import mask
from goldenpath_gates.seed.masking.rules import Rules

from tests.gates.support import write

KEY = Key(b"of these tests alone, 32 bytes and more")
OTHER_KEY = Key(b"of nobody at all, with 32 bytes or more")
Row = dict[str, Any]

RECIPE = """\
version: 1
seed: 7
epoch: "2026-01-05T00:00:00Z"
tables:
  tenants:
    rows: { small: 30, medium: 200, large: 300 }
    columns:
      id: { make: uuid }
      name: { make: company }
      plan: { make: choice, of: { free: 3, team: 1 } }
      created_at: { make: time, within: 90d }
  users:
    rows: { small: 300, medium: 8000, large: 8000 }
    columns:
      id: { make: uuid }
      tenant_id: { make: reference, to: tenants, spread: zipf }
      name: { make: person, empty: 25 }
      email: { make: email }
      phone: { make: phone }
      seen_at: { make: time, after: tenant_id.created_at, within: 3h }
  questions:
    rows: { small: 600, medium: 8000, large: 8000 }
    columns:
      id: { make: uuid }
      user_id: { make: reference, to: users, spread: even, empty: 5 }
      tenant_id: { make: copy, of: user_id.tenant_id }
      plan: { make: copy, of: tenant_id.plan }
      asked: { make: line, file: evals/asked.jsonl, field: input }
      answer: { make: text, words: [2, 9] }
      tokens: { make: integer, from: 10, to: 5000, tail: heavy }
      rank: { make: integer, from: -3, to: 3 }
      cost_usd: { make: cost, of: { tokens: 0.15 } }
  votes:
    rows: { small: 100, medium: 5000, large: 8000 }
    columns:
      id: { make: uuid }
      question_id: { make: reference, to: questions, spread: once }
"""
ASKED = [{"input": f"How is it {word}, \\ \t 'why' \"now\"?\n"} for word in ("done", "told", "so")]

RULES = """\
version: 1
tables:
  users:
    id: uuid
    email: email
    name: name
    phone: phone
    code: hash
    notes: text
    ssn: drop
    born: { mask: date, by: id, days: 90 }
    seen_at: { mask: date, by: id, days: 90 }
    salary: { mask: number, step: 1000, most: 90000 }
    city: { mask: rare, least: 2 }
    plan: keep
  orders:
    id: hash
    user_id: uuid
    email: email
    what: keep
"""


def user(number: int, **changes: Any) -> Row:
    return {
        "id": f"user-{number:04}",
        "email": f"Person{number}@corp.test",
        "name": f'Somebody, "Nr" {number}',
        "phone": f"+1 212 555 {number:04}",
        "code": f"code-{number}",
        "notes": f"Line one\nof {number}",
        "ssn": f"{number:09}",
        "born": "1984-03-17",
        "seen_at": f"2026-03-{1 + number % 28:02}T10:11:12Z",
        "salary": f"{number * 977}.50",
        "city": "Oslo" if number % 5 else f"Village {number}",
        "plan": "free",
        **changes,
    }


def order(number: int, **changes: Any) -> Row:
    buyer = user(number % 7)
    row = {"id": f"order-{number}", "user_id": buyer["id"], "email": buyer["email"].upper()}
    return {**row, "what": "a kettle", **changes}


def extract(folder: Path, tables: Mapping[str, list[Row]] | None = None, form: str = "csv") -> Path:
    """By default twelve users, and orders of seven of them."""
    if tables is None:
        tables = {"users": [*map(user, range(12))], "orders": [*map(order, range(30))]}
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.{form}").open("w", encoding="utf-8", newline="") as file:
            if form == "jsonl":
                file.writelines(json.dumps(row) + "\n" for row in rows)
                continue
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def rows_of(path: Path) -> list[Row]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def masking(folder: Path, text: str = RULES) -> Rules:
    write(folder, {"masking.yaml": text})
    return rules.read(folder / "masking.yaml")


def masked(folder: Path, source: Path, key: Key = KEY) -> Path:
    mask(source, folder / "masked", masking(folder), key)
    return folder / "masked"
