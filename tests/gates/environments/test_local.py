"""The life of environments on this machine, from within: with a clock of our own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.delivery.settings import Smoke
from goldenpath_gates.environments import names, smoke
from goldenpath_gates.environments.local import ports, processes, tools
from goldenpath_gates.environments.local.engine import LocalEngine
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError

from tests.gates.environments.support import Tiny, answer, gone, marked, query, tiny
from tests.gates.support import git, write
from tests.support import require

NOW = datetime(2026, 11, 22, 19, tzinfo=UTC)
SAYS = Progress("env")


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Tiny]:
    there = tiny(tmp_path)
    git(there.root, "checkout", "-q", "-b", "main")
    yield there
    for name in there.store.names():
        engine(there).down(name, SAYS)


def engine(of: Tiny) -> LocalEngine:
    return LocalEngine(of.root, config.load(of.root), {**os.environ, **of.env})


def spec(branch: str = "main", **changes: object) -> Spec:
    made = Spec(
        service="tiny",
        name=names.of_branch("tiny", branch),
        repository="",
        team="",
        created_at=NOW,
        branch=branch,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither PostgreSQL nor Redis: then an environment is one process."""
    monkeypatch.setattr("goldenpath_gates.environments.local.postgres.found", lambda env: None)
    monkeypatch.setattr("goldenpath_gates.environments.local.redis.found", lambda env: None)


def test_it_has_a_database_a_cache_and_a_version(one: Tiny) -> None:
    require(tools.found(os.environ).postgres, "PostgreSQL")
    require(tools.found(os.environ).redis, "redis-server")
    standing = engine(one).up(spec(), SAYS)
    told = answer(standing.url)
    assert told["RELEASE"] == standing.release == git(one.root, "rev-parse", "HEAD")
    assert told["DATABASE_URL"] == standing.settings["DATABASE_URL"]
    assert query(told["DATABASE_URL"], "SELECT current_user") == "service"
    assert pinged(told["REDIS_URL"]) == "+PONG"
    assert engine(one).standing() == (standing,)
    with gone(one, standing.name):
        assert engine(one).down(standing.name, SAYS) == ()
    assert engine(one).standing() == ()


def pinged(url: str) -> str:
    password, _, port = url.removeprefix("redis://:").partition("@127.0.0.1:")
    with socket.create_connection(("127.0.0.1", int(port.partition("/")[0]))) as there:
        there.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        file = there.makefile()
        return [file.readline().strip() for _ in range(2)][1]


def test_database_and_cache_ask_for_the_password(one: Tiny) -> None:
    standing = engine(one).up(spec(), SAYS)
    require("REDIS_URL" in standing.settings, "redis-server")
    require(standing.settings["DATABASE_URL"].startswith("postgresql"), "PostgreSQL")
    assert pinged("redis://:wrong@" + standing.settings["REDIS_URL"].partition("@")[2]).startswith(
        "-NOAUTH"
    )
    for login in ("service:wrong", "postgres:postgres"):
        address = standing.settings["DATABASE_URL"].partition("@")[2]
        with pytest.raises(Exception, match="psql"):
            query(f"postgresql://{login}@{address}", "SELECT 1")


def test_no_password_stands_in_an_argument_or_a_log(one: Tiny) -> None:
    standing = engine(one).up(spec(), SAYS)
    secrets = [part.partition("@")[0].rpartition(":")[2] for part in standing.settings.values()]
    folder = one.store.folder(standing.name)
    said = [path.read_bytes() for path in folder.glob("*.log")]
    said += [
        (Path("/proc") / str(pid) / "cmdline").read_bytes()
        for pid in marked(one.record(standing.name).mark)
    ]
    assert said
    assert not [text for text in said for secret in secrets if secret.encode() in text]


def test_our_own_variables_do_not_reach_it(
    one: Tiny, bare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "secret")
    monkeypatch.setenv("REDIS_URL", "redis://production")
    told = answer(engine(one).up(spec(), SAYS).url)
    assert (told["SECRET_OF_OURS"], told["REDIS_URL"]) == (None, None)
    assert told["TEAM_SAYS"] == "hello"


def test_no_token_goes_to_what_a_change_wrote(one: Tiny, bare: None) -> None:
    standing = engine(one).up(spec(), SAYS)
    asked = Smoke(method="GET", path="/", contains='"token": null')
    env = {"GOLDENPATH_SMOKE_TOKEN": "hidden"}
    assert smoke.findings(standing, (asked,), env) == ()
    other = Smoke(method="GET", path="/", status=404)
    (found,) = smoke.findings(replace(standing, release="another"), (other,), env)
    assert found.rule == "smoke-status"
    (found,) = smoke.findings(replace(standing, release="another"), (asked,), env)
    assert found.rule == "smoke-version"


def test_without_postgres_and_redis_it_says_what_it_does(one: Tiny, bare: None) -> None:
    lines = engine(one).plan(spec(), SAYS).lines
    assert "database: SQLite, a file of its own, since PostgreSQL is not installed" in lines
    assert "cache: none, since Redis is not installed" in lines
    standing = engine(one).up(spec(), SAYS)
    folder = one.store.folder(standing.name)
    assert standing.settings == {"DATABASE_URL": f"sqlite:///{folder}/database.sqlite3"}


def test_a_plan_makes_nothing(one: Tiny) -> None:
    lines = engine(one).plan(spec(), SAYS).lines
    assert lines[0] == "tiny-main-0d6e40 is made on this machine, for 24 hours"
    assert (
        f"source: commit {git(one.root, 'rev-parse', 'HEAD')[:12]}, without what is not" in lines[1]
    )
    assert one.store.names() == []


def test_it_runs_what_is_committed_wherever_the_work_tree_goes(one: Tiny, bare: None) -> None:
    (one.root / "colour").write_text("not committed")
    standing = engine(one).up(spec(), SAYS)
    git(one.root, "checkout", "-q", "-f", "--orphan", "another")
    assert answer(standing.url)["colour"] == "blue"
    assert answer(standing.url)["PWD"] != str(one.root)


def test_a_branch_is_made_though_another_is_checked_out(one: Tiny, bare: None) -> None:
    git(one.root, "checkout", "-q", "-b", "green")
    one.commit(colour="green")
    git(one.root, "checkout", "-q", "main")
    assert answer(engine(one).up(spec("green"), SAYS).url)["colour"] == "green"
    change = spec("whatever it is called", name="tiny-pr-7", change=7)
    assert answer(engine(one).up(change, SAYS).url)["colour"] == "blue"


def test_a_service_in_a_folder_of_its_repository(tmp_path: Path, bare: None) -> None:
    there = tiny(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    (there.root / ".git").rename(tmp_path / "old")
    git(tmp_path, "add", "service")
    git(tmp_path, "commit", "-q", "-m", "first")
    standing = engine(there).up(spec(), SAYS)
    try:
        assert answer(standing.url)["PWD"].endswith("/source/service")
    finally:
        assert engine(there).down(standing.name, SAYS) == ()


def test_up_again_renews_it_and_changes_nothing_else(one: Tiny) -> None:
    first = engine(one).up(spec(), SAYS)
    before = answer(first.url)
    later = NOW + timedelta(hours=3)
    again = engine(one).up(spec(created_at=later), SAYS)
    assert answer(again.url) == before
    assert (again.created_at, again.expires_at) == (NOW, later + timedelta(hours=24))


def test_what_was_installed_since_does_not_matter_to_one_that_stands(
    one: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    require(tools.found(os.environ).redis, "redis-server")
    with monkeypatch.context() as patch:
        patch.setattr("goldenpath_gates.environments.local.redis.found", lambda env: None)
        first = engine(one).up(spec(), SAYS)
    one.commit(colour="green")
    again = engine(one).up(spec(), SAYS)
    assert answer(again.url)["colour"] == "green"
    assert again.settings == first.settings


def test_up_with_another_commit_replaces_the_service_and_keeps_the_data(one: Tiny) -> None:
    first = engine(one).up(spec(), SAYS)
    database = first.settings["DATABASE_URL"]
    require(database.startswith("postgresql"), "PostgreSQL")
    query(database, "CREATE TABLE kept AS SELECT 7 AS number")
    one.commit(colour="green")
    again = engine(one).up(spec(), SAYS)
    assert again.url == first.url
    assert answer(again.url)["colour"] == "green"
    assert query(database, "SELECT number FROM kept") == "7"


def test_what_broke_is_made_anew(one: Tiny) -> None:
    first = engine(one).up(spec(), SAYS)
    record = one.record(first.name)
    assert processes.end([record.processes["service"]], f"{record.mark}.service") == ()
    (seen,) = engine(one).standing()
    assert (seen.state, seen.url) == ("broken", "")
    with gone(one):
        again = engine(one).up(spec(), SAYS)
    assert again.settings != first.settings
    assert answer(again.url)["colour"] == "blue"
    assert not marked(record.mark)


def settings(start: str, seed: str = 'seed = ""') -> dict[str, str]:
    text = f'[service]\nname = "tiny"\nstart = {start}\n[environments]\n{seed}\n'
    return {"goldenpath.toml": text}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"server.py": "raise SystemExit('no model')"}, "ended with exit code 1 before it was"),
        (settings('["./nosuch"]'), "nosuch is not installed"),
        (settings('["true"]', ""), "seed/seed.yaml is not in the commit"),
        (settings('["uv", "run", "x"]'), "uv cannot install the service: "),
    ],
    ids=["ends early", "no program", "no data", "no lock"],
)
def test_where_it_cannot_be_made_nothing_is_left(
    files: dict[str, str], says: str, one: Tiny
) -> None:
    one.commit(**files)
    marks: list[str] = []

    class Says(Progress):
        def say(self, text: str) -> None:
            marks.extend(record.mark for record in one.store.records())

    with pytest.raises(IncompleteError, match=says):
        engine(one).up(spec(), Says("env"))
    assert marks
    assert not [mark for mark in marks if marked(mark)]
    assert one.store.names() == []


def test_one_of_another_branch_is_not_taken_over(one: Tiny, bare: None) -> None:
    standing = engine(one).up(spec(), SAYS)
    with pytest.raises(UsageError, match="belongs to branch 'main': end it before you make it for"):
        engine(one).up(spec(branch="main", change=7), SAYS)
    assert answer(standing.url)["colour"] == "blue"


@pytest.mark.parametrize("branch", ["nosuch", "--all", "$(touch x)", "../main", "a\nb", "x" * 300])
def test_a_branch_that_is_not_here_is_wrong_usage(branch: str, one: Tiny) -> None:
    with pytest.raises(UsageError, match=r"there is no branch .* here: fetch it, or name another"):
        engine(one).up(spec(branch), SAYS)
    assert one.store.names() == []


def test_without_a_commit_it_is_incomplete(tmp_path: Path) -> None:
    root = write(tmp_path, {"goldenpath.toml": '[service]\nname = "tiny"\nstart = ["true"]\n'})
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    with pytest.raises(IncompleteError, match="git names no commit in"):
        LocalEngine(root, config.load(root), env).up(spec(""), SAYS)


def test_no_more_than_the_limit(one: Tiny, bare: None) -> None:
    text = (one.root / "goldenpath.toml").read_text().replace("limit = 30", "limit = 1")
    one.commit(**{"goldenpath.toml": text})
    engine(one).up(spec(), SAYS)
    git(one.root, "branch", "other")
    with pytest.raises(
        UsageError, match=r"1 environments stand already, and .* limit is 1: end one"
    ):
        engine(one).up(spec("other"), SAYS)
    engine(one).up(spec(), SAYS)
    assert one.store.names() == [spec().name]


def test_what_is_past_its_time_is_reaped_and_nothing_else(one: Tiny, bare: None) -> None:
    git(one.root, "branch", "short")
    stays = engine(one).up(spec(), SAYS)
    short = engine(one).up(spec("short", ttl_hours=1), SAYS)
    at = NOW + timedelta(hours=1)
    assert engine(one).reap(at - timedelta(seconds=1), SAYS) == {}
    with gone(one, short.name):
        assert engine(one).reap(at, SAYS) == {short.name: ()}
    assert engine(one).reap(at, SAYS) == {}
    assert engine(one).standing() == (stays,)
    assert answer(stays.url)["colour"] == "blue"


def test_a_folder_in_which_nothing_was_begun_is_reaped(one: Tiny) -> None:
    one.store.folder("tiny-begun").mkdir(parents=True)
    assert engine(one).standing() == ()
    assert engine(one).reap(NOW, SAYS) == {}
    assert one.store.names() == []


def test_what_somebody_is_at_work_on_is_left_to_them(one: Tiny, bare: None) -> None:
    standing = engine(one).up(spec(ttl_hours=1), SAYS)
    with one.store.locked(standing.name):
        assert engine(one).reap(NOW + timedelta(days=9), SAYS) == {}
        assert engine(one).standing() == (standing,)


def test_to_end_what_is_not_there_is_done(one: Tiny, bare: None) -> None:
    standing = engine(one).up(spec(), SAYS)
    for _ in range(2):
        assert engine(one).down(standing.name, SAYS) == ()
    assert engine(one).down("tiny-never-was", SAYS) == ()


def test_what_is_left_is_said_and_the_next_one_tries_again(
    one: Tiny, bare: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing = engine(one).up(spec(), SAYS)
    folder = one.store.folder(standing.name)

    def refuse(path: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(path / "stuck"))

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", refuse)
        left = engine(one).down(standing.name, SAYS)
        assert left == (f"{folder}/source/stuck cannot be removed (Operation not permitted)",)
    assert [seen.state for seen in engine(one).standing()] == ["ending"]
    with gone(one, standing.name):
        assert engine(one).reap(NOW, SAYS) == {standing.name: ()}


def test_a_port_that_still_answers_is_left(one: Tiny, bare: None) -> None:
    """Whoever listens there gave neither mark nor group away, so it is not killed."""
    standing = engine(one).up(spec(), SAYS)
    record = one.record(standing.name)
    processes.end(record.processes.values(), record.mark)
    port = record.ports["service"]
    with socket.create_server(("127.0.0.1", port)):
        assert engine(one).down(standing.name, SAYS) == (
            f"port {port} of the service still answers: see who listens there",
        )
        with pytest.raises(FailedError, match=f"cannot be made anew: port {port} of the service"):
            engine(one).up(spec(), SAYS)
    assert engine(one).down(standing.name, SAYS) == ()


def test_ports_are_not_given_twice() -> None:
    two = [port for port in ports.RANGE if ports.free(port)][:2]
    taken = set(ports.RANGE) - set(two)
    assert sorted(ports.chosen(("a", "b"), taken).values()) == two
    with (
        socket.create_server(("127.0.0.1", two[0])),
        pytest.raises(IncompleteError, match="no port from 20000 to 29999 is free"),
    ):
        ports.chosen(("a", "b"), taken)
