"""A service as a team gets it: `./ci env` makes it live, with data, and ends it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from goldenpath_gates.environments.local import tools

from tests.gates.environments.support import Tiny, gone, query
from tests.support import commit, fresh_copy, require, service_env


def test_a_rendered_service_lives_and_ends(render: Callable[[str], Path], tmp_path: Path) -> None:
    there = tools.found(os.environ)
    require(there.postgres, "PostgreSQL")
    require(there.redis, "redis-server")
    service = fresh_copy(render("defaults"), tmp_path)
    env = service_env() | {"XDG_STATE_HOME": str(tmp_path / "state")}
    subprocess.run(("uv", "lock", "-q"), cwd=service, env=env, check=True)
    commit(service, "the lock")

    def ci(*args: str) -> str:
        command = ("./ci", "env", *args)
        done = subprocess.run(
            command, cwd=service, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    try:
        said = ci("up")
        (row,) = json.loads(ci("list", "--json"))
        assert f"{row['name']} answers on {row['url']}" in said
        kept = Tiny(service, env)
        seeded = kept.record(row["name"]).settings["DATABASE_URL"]
        assert int(query(seeded, "SELECT count(*) FROM tenants")) > 0
        with gone(kept, row["name"]):
            assert ci("down", "--all") == f"{row['name']}: nothing is left\n"
    finally:
        ci("down", "--all")
