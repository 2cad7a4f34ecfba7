"""PostgreSQL for one environment: its own data directory, port and password."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from goldenpath_gates.console import plain
from goldenpath_gates.environments.local.processes import Account
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import folders

NAME = "service"
"""Of the role and of its database. The superuser has no password, so nobody logs in as it."""
SAID = 1500
DEBIAN = Path("/usr/lib/postgresql")
# Debian's package brings the first; the second is everywhere, and owns nothing.
ACCOUNTS = ("postgres", "nobody")
# What is lost with the machine's power is an environment that would have ended anyway.
CONF = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 40
shared_buffers = 16MB
"""
# What nobody uses need not be copied.
SQL = f"""CREATE ROLE {NAME} LOGIN
CREATE DATABASE {NAME} OWNER {NAME}
DROP DATABASE postgres
"""
HBA = "host service service 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True)
class Postgres:
    """Where the programs are, and which release they are."""

    programs: Path
    version: str

    def prepare(self, data: Path, account: Account, password: str, env: Mapping[str, str]) -> None:
        """A new data directory in which the role has this password."""
        try:
            data.mkdir(mode=0o700)
            if account.user is not None and account.group is not None:
                os.chown(data, account.user, account.group)
            self._copy(data, account, env)
        except OSError as error:
            raise IncompleteError(f"PostgreSQL's folder {data} cannot be made: {error}") from None
        # The single-user mode reads from stdin: no argument, no file has the password.
        sql = f"ALTER ROLE {NAME} PASSWORD '{password}'\n"
        self._single(data, NAME, sql, account, env)

    def command(self, data: Path, port: int) -> tuple[str, ...]:
        return (str(self.programs / "postgres"), "-D", str(data), "-p", str(port))

    def url(self, port: int, password: str) -> str:
        return f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{NAME}"

    def _copy(self, data: Path, account: Account, env: Mapping[str, str]) -> None:
        """initdb takes seconds, a copy of what it made none."""
        owner = os.geteuid() if account.user is None else account.user
        name = f"{self.version}-{_digest()}-{owner}"
        folder = folders.private("postgresql")
        kept, made = folder / name, folder / f"{name}.made"
        with folders.locked(folder / f"{name}.lock"):
            if not kept.exists():
                self._initialise(data, account, env)
                shutil.rmtree(made, ignore_errors=True)
                _run(("cp", "-a", str(data), str(made)), data, Account(), env)
                made.replace(kept)
                return
        _run(("cp", "-a", f"{kept}/.", str(data)), data, Account(), env)

    def _initialise(self, data: Path, account: Account, env: Mapping[str, str]) -> None:
        form = ("--no-sync", "--no-locale", "--encoding=UTF8", "--wal-segsize=1")
        command = (str(self.programs / "initdb"), "-D", str(data), "-U", "postgres", *form)
        _run((*command, "--auth=scram-sha-256", "--auth-local=reject"), data, account, env)
        # As whom the folder belongs to: root follows no link that somebody put there.
        _run(("tee", "-a", "postgresql.conf"), data, account, env, CONF)
        _run(("tee", "pg_hba.conf"), data, account, env, HBA)
        self._single(data, "template1", SQL, account, env)

    def _single(
        self, data: Path, database: str, sql: str, account: Account, env: Mapping[str, str]
    ) -> None:
        command = (str(self.programs / "postgres"), "--single", "-D", str(data))
        _run((*command, "-c", "log_statement=none", database), data, account, env, sql)


def found(env: Mapping[str, str]) -> Postgres | None:
    """Debian keeps the programs of each release in a folder that is not on PATH."""
    newest = sorted(DEBIAN.glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
    path = os.pathsep.join([env.get("PATH", os.defpath), *map(str, newest)])
    server, maker = shutil.which("postgres", path=path), shutil.which("initdb", path=path)
    if not server or not maker:
        return None
    done = subprocess.run((server, "--version"), capture_output=True, text=True, check=False)
    release = re.search(r"[0-9]+(\.[0-9]+)*", done.stdout)
    return Postgres(Path(server).parent, release[0]) if release else None


def account() -> Account:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account()
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise IncompleteError(
        f"PostgreSQL does not run as root, and there is neither of {', '.join(ACCOUNTS)}: "
        "run this as another user"
    )


def ready(data: Path) -> bool:
    """As pg_ctl sees it: the eighth line of the file says so (PostgreSQL, miscadmin.h)."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _run(
    command: tuple[str, ...], cwd: Path, who: Account, env: Mapping[str, str], said: str = ""
) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=dict(env),
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        user=who.user,
        group=who.group,
        extra_groups=None if who.user is None else (),
    )
    # The single-user mode ends well whatever becomes of a statement.
    if done.returncode or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
        raise IncompleteError(f"{Path(command[0]).name} failed: {plain(done.stdout[-SAID:])}")


def _digest() -> str:
    """Of what we add: another version of it is another directory."""
    return sha256((CONF + HBA + SQL).encode()).hexdigest()[:8]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
