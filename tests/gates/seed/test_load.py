"""Whole or not at all, once, and never over rows of somebody else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.errors import FailedError, GoldenpathError, IncompleteError, UsageError
from goldenpath_gates.seed.dataset import Column, Dataset, Row, Table
from goldenpath_gates.seed.load import Loaded, load

from tests.gates.seed.conftest import PASSWORD, Database
from tests.gates.support import goldenpath

PROGRESS = Progress("seed")
HOSTILE = "a\tb\nc\\.\n\\N \r 'x' \"y\" $$ :z %s \N{PILE OF POO} --"
Ask = Callable[[str], str]


def data(*names: str, city: str = "Oslo", extra: tuple[str, ...] = ()) -> Dataset:
    people = tuple((f"00000000-0000-8000-8000-{n:012}", name) for n, name in enumerate(names))
    columns = (Column("id", "uuid", required=True), Column("name"), *map(Column, extra))
    more = tuple("more" for _ in extra)
    notes: tuple[Row, ...] = tuple((people[0][0], city) for _ in range(2)) + ((None, None),)
    return Dataset(
        (
            Table("people", columns, lambda: iter([(*row, *more) for row in people])),
            Table(
                "notes",
                (Column("person_id", "uuid", refers="people"), Column("order")),
                lambda: iter(notes),
            ),
        )
    )


@pytest.fixture(params=["postgresql", "sqlite"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Ask]:
    """Where to load, and how to ask it: the same tests for both."""
    if request.param == "postgresql":
        database: Database = request.getfixturevalue("database")
        return database.url, database.ask
    path = tmp_path / "seed.db"

    def ask(statement: str) -> str:
        with closing(sqlite3.connect(path)) as connection, connection:
            rows = connection.execute(statement).fetchall()
        return "\n".join("|".join(map(str, row)) for row in rows)

    return f"sqlite:///{path}", ask


def test_it_arrives_as_it_was(place: tuple[str, Ask]) -> None:
    url, ask = place
    loaded = load(data("Ada", HOSTILE, "", "\\N"), url, PROGRESS)
    assert (loaded.changed, loaded.rows) == (True, 7)
    assert ask("select count(*) from people") == "4"
    same = HOSTILE.replace("'", "''")
    assert ask(f"select count(*) from people where name = '{same}'") == "1"  # noqa: S608
    assert ask("select count(*) from people where name = ''") == "1"
    assert ask("select count(*) from people where name is null") == "0"
    assert ask('select count(*) from notes where "order" is null') == "1"


def test_a_second_time_changes_nothing(place: tuple[str, Ask]) -> None:
    url, ask = place
    first = load(data("Ada"), url, PROGRESS)
    again = load(data("Ada"), url, PROGRESS)
    assert again == Loaded(False, first.rows, first.sha256)
    assert ask("select count(*) from people") == "1"


def test_of_many_at_once_one_loads(place: tuple[str, Ask]) -> None:
    url, ask = place
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: load(data("Ada"), url, PROGRESS).changed, range(4)))
    assert sorted(found) == [False, False, False, True]
    assert ask("select count(*) from people") == "1"


def test_other_data_takes_its_place(place: tuple[str, Ask]) -> None:
    url, ask = place
    load(data("Ada", "Grace"), url, PROGRESS)
    assert load(data("Edsger", extra=("born",)), url, PROGRESS).changed
    assert ask("select name, born from people") == "Edsger|more"
    assert ask("select count(*) from goldenpath_seed") == "2"


def test_tables_of_the_service_stay_as_they_are(place: tuple[str, Ask]) -> None:
    url, ask = place
    ask("create table people (id uuid primary key, name text, since text default 'ever')")
    load(data("Ada"), url, PROGRESS)
    load(data("Grace"), url, PROGRESS)
    assert ask("select name, since from people") == "Grace|ever"


def test_rows_that_no_seed_brought_are_never_touched(place: tuple[str, Ask]) -> None:
    url, ask = place
    ask('create table notes (person_id text, "order" text)')
    ask("insert into notes values ('1', 'keep me')")
    with pytest.raises(FailedError, match=r"notes holds rows that no seed brought.*nothing was"):
        load(data("Ada"), url, PROGRESS)
    assert ask('select "order" from notes') == "keep me"
    missing = "select count(*) from information_schema.tables where table_name = 'people'"
    if url.startswith("sqlite"):
        missing = "select count(*) from sqlite_schema where name = 'people'"
    assert ask(missing) == "0"


def test_what_is_refused_half_way_leaves_nothing(place: tuple[str, Ask]) -> None:
    url, ask = place
    load(data("Ada"), url, PROGRESS)
    twice: Row = ("00000000-0000-8000-8000-000000000000",)
    bad = Table("more", (Column("id", "uuid", required=True),), lambda: iter([twice, twice]))
    broken = Dataset((data("Eve").tables[0], bad))
    with pytest.raises(FailedError, match="seed-refused"):
        load(broken, url, PROGRESS)
    assert ask("select name from people") == "Ada"


@pytest.mark.parametrize(
    ("url", "error", "said"),
    [
        ("mysql://host/db", UsageError, "mysql is no database"),
        ("nothing", UsageError, "this is no database"),
        ("postgresql://host:port/db", UsageError, "cannot be read"),
        ("sqlite://", UsageError, "no database"),
        ("postgresql://host/db?options=-c", UsageError, "options in the database's address"),
        ("postgresql://me:hidden@127.0.0.1:1/db", IncompleteError, "cannot be reached"),
        ("sqlite:////nowhere/at/all.db", IncompleteError, "cannot be used as a SQLite database"),
    ],
)
def test_targets_that_are_none(url: str, error: type[GoldenpathError], said: str) -> None:
    with pytest.raises(error, match=said) as raised:
        load(data("Ada"), url, PROGRESS)
    assert "hidden" not in str(raised.value)


def test_the_password_is_in_no_argument(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "psql"
    fake.write_text('#!/bin/sh\necho "$@" > "$SAID"; echo "$PGPASSWORD" >> "$SAID"\n')
    fake.chmod(0o755)
    said = tmp_path / "said"
    monkeypatch.setenv("SAID", str(said))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    load(data("Ada"), database.url, PROGRESS)
    arguments, variable = said.read_text().splitlines()
    assert PASSWORD not in arguments
    assert variable == PASSWORD


def test_a_password_as_an_argument_is_refused(tmp_path: Path) -> None:
    done = goldenpath("seed", "load", "--to", "postgresql://me:hidden@h/d", cwd=tmp_path)
    assert done.returncode == 2
    assert "PGPASSWORD" in done.stderr
    assert "hidden" not in done.stdout + done.stderr


def test_without_psql_it_is_incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IncompleteError, match="psql is not installed"):
        load(data("Ada"), "postgresql://me@127.0.0.1/db", PROGRESS)
