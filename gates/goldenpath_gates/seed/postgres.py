"""A PostgreSQL, by psql: its COPY is the fastest way in, and no driver is needed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote

from goldenpath_gates import process
from goldenpath_gates.console import plain
from goldenpath_gates.errors import FailedError, IncompleteError, UsageError
from goldenpath_gates.seed import sql
from goldenpath_gates.seed.dataset import Dataset

REMEDY = "install PostgreSQL's client, such as Debian's postgresql-client"
QUERY = {
    **{"host": "PGHOST", "port": "PGPORT", "sslmode": "PGSSLMODE"},
    **{"sslrootcert": "PGSSLROOTCERT", "connect_timeout": "PGCONNECT_TIMEOUT"},
}
UNREACHED = 2
"""psql's exit code where there was no connection, or it was lost."""


def load(data: Dataset, target: SplitResult) -> bool:
    """Whether something changed."""
    psql = process.find("psql", REMEDY)
    env = {"PGCONNECT_TIMEOUT": "10", "PGCLIENTENCODING": "UTF8", **environment(target)}
    with tempfile.TemporaryDirectory(prefix="goldenpath-seed-") as folder:
        script = Path(folder) / "seed.sql"
        with script.open("wb") as file:
            sql.write(data, file)
        command = (psql, "--no-psqlrc", "--quiet", "--no-password", f"--file={script}")
        done = process.run(command, Path(folder), env=env, echo=False)
    if done.code == 0:
        return "goldenpath-seed: loaded" in done.output
    said = plain(done.output.replace(f"{script}:", "seed.sql:").strip())
    if done.code == UNREACHED:
        raise IncompleteError(f"the database cannot be reached: {said}")
    if sql.FOREIGN_ROWS in done.output:
        remedy = "nothing was changed, name an empty database"
        raise FailedError(f"seed-foreign the database is not for seeds: {said}; {remedy}")
    raise FailedError(f"seed-refused the database refused, nothing was changed: {said}")


def environment(target: SplitResult) -> Mapping[str, str]:
    """Of the address: arguments are seen by everybody on the machine, these variables are not."""
    found = {
        "PGHOST": unquote(target.hostname or ""),
        "PGPORT": str(target.port or ""),
        "PGUSER": unquote(target.username or ""),
        "PGPASSWORD": unquote(target.password or ""),
        "PGDATABASE": unquote(target.path[1:]),
    }
    for name, values in parse_qs(target.query, keep_blank_values=True).items():
        if name not in QUERY:
            known = ", ".join(QUERY)
            raise UsageError(f"{name} in the database's address: only {known} are known there")
        found[QUERY[name]] = values[-1]
    return {name: value for name, value in found.items() if value}
