"""`goldenpath env` as it is typed: many at once, killed half way, interrupted, badly named."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from goldenpath_gates.environments.local import postgres, processes, redis

from tests.gates.environments.support import Tiny, answer, gone, marked, query, tiny
from tests.gates.support import git, until
from tests.support import require

MANY = 20
HOSTILE = ("$(touch owned)`touch owned`", "-x", "../..\n'\"")


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Tiny]:
    there = tiny(tmp_path / "one")
    git(there.root, "checkout", "-q", "-b", "main")
    yield there
    there.run("down", "--all")


@pytest.fixture
def bystander(tmp_path: Path) -> Iterator[Tiny]:
    """Another service on the same machine; its environment is as it was afterwards."""
    other = tiny(tmp_path / "other", XDG_STATE_HOME=str(tmp_path / "one" / "state"))
    other.run("up", "--change", "1")
    database = other.record("tiny-pr-1").settings["DATABASE_URL"]
    require(database.startswith("postgresql"), "PostgreSQL")
    query(database, "CREATE TABLE kept AS SELECT 7 AS number")
    before = other.record("tiny-pr-1")
    told = answer(before.url)
    yield other
    assert other.record("tiny-pr-1") == before
    assert answer(before.url) == told
    assert query(database, "SELECT number FROM kept") == "7"
    with gone(other, "tiny-pr-1"):
        other.run("down", "tiny-pr-1")


def together(of: Tiny, *commands: tuple[str, ...]) -> list[str]:
    """What each said; all of them end well."""
    children = [of.begin(*command) for command in commands]
    said = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0] * len(children), "\n".join(said)
    return said


def test_twenty_at_once(one: Tiny, bystander: Tiny) -> None:
    changes = [("--change", str(number)) for number in range(1, MANY + 1)]
    together(one, *(("up", *change) for change in changes))
    rows = one.listed()
    assert len(rows) == MANY
    assert {row["state"] for row in rows.values()} == {"ready"}
    records = [one.record(name) for name in rows]
    given = [port for record in records for port in record.ports.values()]
    assert len(set(given)) == len(given) == 3 * MANY
    told = [answer(record.url) for record in records]
    assert len({each["DATABASE_URL"] for each in told}) == MANY
    with gone(one, *rows):
        # Some twice, so that they meet: what is not there any more is nothing to do.
        together(one, *(("down", *change) for change in (*changes, *changes[:5])))
    assert one.listed() == {}


def test_two_of_the_same_name_at_once(one: Tiny) -> None:
    said = together(one, ("up", "--change", "7"), ("up", "--change", "7"), ("list",))
    assert sum("database: " in text for text in said) == 1
    assert list(one.listed()) == ["tiny-pr-7"]
    assert all("tiny-pr-7 answers on " in text for text in said[:2])


def test_up_while_it_is_ended(one: Tiny) -> None:
    """Whoever is second finds a whole environment or none, never half of one. Where it was ended
    before it could be asked, the smoke test says so."""
    one.run("up", "--change", "7")
    with (
        one.begin("down", "--change", "7") as down,
        one.begin("up", "--change", "7") as up,
        one.begin("down", "--expired") as expired,
    ):
        said = [child.communicate()[0] for child in (down, up, expired)]
    assert (down.returncode, expired.returncode) == (0, 0), said
    assert up.returncode == 0 or "smoke-status tiny-pr-7: GET / answers no answer" in said[1]
    assert [row["state"] for row in one.listed().values()] in (["ready"], [])


def test_a_hostile_name_is_only_a_name(one: Tiny, tmp_path: Path) -> None:
    before = files(tmp_path)
    for branch in HOSTILE:
        assert "there is no branch" in one.run("up", f"--branch={branch}", code=2)
        one.run("down", f"--branch={branch}")
        assert "is no name of an environment" in one.run("down", "--", branch, code=2)
    assert files(tmp_path) == before


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if "state" not in path.parts)


LEGAL = ("feature/$(touch${IFS}owned)", "a'b", "ü🐙", "x" * 200, "semi;colon&and|pipe")


def test_every_branch_that_git_allows_gets_one(one: Tiny) -> None:
    for branch in LEGAL:
        git(one.root, "branch", branch)
    said = together(one, *(("up", "--branch", branch) for branch in LEGAL))
    assert len(one.listed()) == len(LEGAL)
    assert all("answers on http://127.0.0.1:" in text for text in said)
    with gone(one, *one.listed()):
        together(one, *(("down", "--branch", branch) for branch in LEGAL))
    assert not list(one.root.rglob("owned"))


def test_what_a_person_sees(one: Tiny) -> None:
    assert one.run("list") == "no environment stands\n"
    assert "tiny-main-0d6e40 is made on this machine, for 24 hours\n" in one.run("plan")
    up = one.run("up", "--ttl-hours", "2")
    url = one.record("tiny-main-0d6e40").url
    assert f"tiny-main-0d6e40 answers on {url}\nuntil " in up
    assert up.endswith("UTC, or `goldenpath env down tiny-main-0d6e40`\n")
    assert "tiny-main-0d6e40 is brought up to date on this machine" in one.run("plan")
    header, row = one.run("list").splitlines()
    assert header.split() == ["name", "state", "address", "age", "expires"]
    assert row.startswith(f"tiny-main-0d6e40  ready  {url}  0.0 h  20")
    assert one.run("down", "tiny-main-0d6e40") == "tiny-main-0d6e40: nothing is left\n"


def test_one_that_answers_badly_stays_to_be_looked_at(one: Tiny) -> None:
    one.commit(colour="green")
    said = one.run("up", code=1)
    assert "smoke-answer tiny-main-0d6e40: GET / answers without 'blue'" in said
    assert one.listed()["tiny-main-0d6e40"]["state"] == "ready"


def test_a_detached_head_is_no_branch(one: Tiny) -> None:
    git(one.root, "checkout", "-q", "--detach")
    assert "no branch is checked out: say which with --branch, or --change" in one.run("up", code=2)


@pytest.mark.parametrize(
    "wrong",
    [
        ("up", "--change", "0"),
        ("up", "--change", "-1"),
        ("up", "--change", "1e3"),
        ("up", "--change", "1", "--branch", "main"),
        ("up", "--ttl-hours", "0"),
        ("up", "--ttl-hours", "721"),
        ("up", "--size", "huge"),
        ("up", "--cloud"),
        ("down",),
        ("down", "--all", "--expired"),
        (),
    ],
)
def test_wrong_usage(wrong: tuple[str, ...], one: Tiny) -> None:
    one.run(*wrong, code=2)


# ---- killed half way -----------------------------------------------------------------------------


def hold(folder: Path, program: str, real: str, when: str) -> None:
    """Stands in for a program: with arguments of that pattern it waits before it begins."""
    text = f"""#!/bin/sh
case "$*" in {when}) touch {folder}/reached; exec sleep 600 ;; esac
exec {shlex.quote(real)} "$@"
"""
    (folder / program).write_text(text)
    (folder / program).chmod(0o755)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that the user may open as whom PostgreSQL runs, unlike pytest's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("program", "when", "ended_by"),
    [
        pytest.param("initdb", "*-D*", "name", id="initdb"),
        pytest.param("postgres", "--single*", "expired", id="the password is set"),
        pytest.param("postgres", "-D*-p*", "all", id="PostgreSQL starts"),
        pytest.param("redis-server", "*redis.conf", "up", id="Redis starts"),
        pytest.param("serve-it", "*", "expired", id="the service starts"),
        pytest.param("serve-it", "*", "up", id="the service starts, and another up comes"),
    ],
)
def test_killed_half_way(
    program: str, when: str, ended_by: str, one: Tiny, shared: Path, tmp_path: Path, bystander: Tiny
) -> None:
    found, cache = postgres.found(os.environ), redis.found(os.environ)
    require(found, "PostgreSQL")
    require(cache, "redis-server")
    assert found
    assert cache
    real = {name: str(found.programs / name) for name in ("initdb", "postgres")}
    real |= {"redis-server": cache.server, "serve-it": sys.executable}
    for name in real:
        hold(shared, name, real[name], when if name == program else "nothing")
    text = (one.root / "goldenpath.toml").read_text()
    one.commit(**{"goldenpath.toml": text.replace(sys.executable, "serve-it")})
    path = os.pathsep.join([str(shared), os.environ["PATH"]])
    fresh = {"XDG_CACHE_HOME": str(tmp_path / "cache")} if program == "initdb" else {}

    with one.begin("up", PATH=path, **fresh) as child:
        until(lambda: (shared / "reached").exists(), program)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        hold(shared, program, real[program], "nothing")
    assert one.listed()["tiny-main-0d6e40"]["state"] == "ending"
    record = one.record("tiny-main-0d6e40")
    assert marked(record.mark)
    with gone(one):
        if ended_by == "up":
            one.run("up", PATH=path)
            assert one.listed()["tiny-main-0d6e40"]["state"] == "ready"
        else:
            one.run("down", "tiny-main-0d6e40" if ended_by == "name" else f"--{ended_by}")
            assert one.listed() == {}
    assert not marked(record.mark)
    assert not Path(record.data).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_it_takes_everything_back(number: signal.Signals, one: Tiny) -> None:
    """While the service is not ready: database, cache and service run already."""
    (one.root / "open").unlink()
    one.commit()
    with one.begin("up") as child:
        until(lambda: "service" in _parts(one), "the service to start")
        record = one.record("tiny-main-0d6e40")
        os.kill(child.pid, number)
        said, _ = child.communicate()
    assert child.returncode == 130, said
    assert "interrupted, everything it started was stopped" in said
    assert not marked(record.mark)
    assert not Path(record.data).exists()
    assert one.listed() == {}


def _parts(of: Tiny) -> set[str]:
    record = of.store.read("tiny-main-0d6e40")
    return set(record.processes) if record else set()


def test_it_outlives_the_terminal_in_which_it_was_made(one: Tiny) -> None:
    """The whole session is killed, as a closed terminal does it."""
    command = f"{shlex.quote(sys.executable)} -m goldenpath_gates env up && exec sleep 600"
    with subprocess.Popen(
        ("sh", "-c", command),
        cwd=one.root,
        env={**os.environ, **one.env},
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout
        until(lambda: "until " in (child.stdout.readline() if child.stdout else ""), "its end")
        os.killpg(child.pid, signal.SIGKILL)
    record = one.record("tiny-main-0d6e40")
    assert all(processes.alive(part) for part in record.processes.values())
    assert answer(record.url)["colour"] == "blue"
