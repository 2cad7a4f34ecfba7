"""Environments on this machine: a database, a cache and the service, each a process of its own."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.engine import Plan, Standing, State, due
from goldenpath_gates.environments.local import (
    ending,
    ports,
    processes,
    seeding,
    source,
    store,
    tools,
)
from goldenpath_gates.environments.local.making import ISSUER, Making
from goldenpath_gates.environments.local.store import Record, Store
from goldenpath_gates.environments.local.tools import Tools
from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.errors import FailedError, UsageError
from goldenpath_gates.service import HOST


@dataclass(frozen=True)
class LocalEngine:
    """`root` is the service's folder in a git repository; what runs is a commit of it."""

    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)

    def plan(self, spec: Spec, progress: Progress) -> Plan:
        commit = _commit(self.root, spec)
        done = "brought up to date" if self._store.read(spec.name) else "made"
        lines = (
            f"{spec.name} is {done} on this machine, for {spec.ttl_hours} hours",
            f"source: commit {commit[:12]}, without what is not committed",
            f"database: {self._tools.database}",
            f"cache: {self._tools.cache}",
            f"data: {seeding.described(self.config.environments.seed, spec.size)}",
            f"service: {' '.join(self.config.service.start)}, on a free port of {HOST}",
        )
        trusts = "identity: an issuer of its own, which gives tokens to whoever asks"
        return Plan((*lines, trusts) if self.config.identity else lines)

    def up(self, spec: Spec, progress: Progress) -> Standing:
        commit = _commit(self.root, spec)
        with self._store.locked(spec.name):
            found = self._store.read(spec.name)
            if found and (found.change, found.branch) != (spec.change, spec.branch):
                raise UsageError(
                    f"{spec.name} belongs to {_owner(found)}: end it before you make it for "
                    f"{_owner(spec)}: `goldenpath env down {spec.name}`"
                )
            try:
                record = self._kept(found, spec, commit, progress) or self._begun(spec, commit)
                made = self._making(record, progress).whole(spec.size)
            except BaseException:
                for line in self._cleared(spec.name):
                    progress.say(f"{spec.name}: left behind: {line}")
                raise
        return _standing(made, made.state)

    def down(self, name: str, progress: Progress) -> tuple[str, ...]:
        if not self._store.folder(name).is_dir():
            return ()
        with self._store.locked(name):
            return self._cleared(name)

    def reap(self, now: datetime, progress: Progress) -> Mapping[str, tuple[str, ...]]:
        ended = {}
        for name in self._store.names():
            if self._store.busy(name):
                continue
            with self._store.locked(name):
                # Read by whoever has locked it, so that nobody has just renewed it.
                record = self._store.read(name)
                if record and not due(_standing(record, _state(record)), now):
                    continue
                left = self._cleared(name)
                if record or left:
                    ended[name] = left
        return ended

    def standing(self, *only: str) -> tuple[Standing, ...]:
        names = [name for name in self._store.names() if not only or name in only]
        return tuple(
            _standing(record, record.state if busy else _state(record))
            for record, busy in map(self._store.glance, names)
            if record
        )

    # ---- what stands already -----------------------------------------------------------------

    def _kept(
        self, found: Record | None, spec: Spec, commit: str, progress: Progress
    ) -> Record | None:
        """The record of one that runs, with what has to be made anew taken out of it."""
        if found is None:
            return None
        if found.state != "ready" or not _runs(found):
            if left := self._cleared(found.name):
                raise FailedError(f"{found.name} cannot be made anew: {'; '.join(left)}")
            return None
        record = replace(found, state="creating", expires_at=spec.expires_at, commit=commit)
        if commit != found.commit:
            progress.say(f"{spec.name}: commit {commit[:12]} replaces {found.commit[:12]}")
            record = self._trusting(_without_service(record))
        self._store.write(record)
        return record

    def _trusting(self, record: Record) -> Record:
        """With a port for an issuer, which an earlier commit may not have needed."""
        if ISSUER in record.ports or not self.config.identity:
            return record
        with self._store.allocating():
            record = replace(record, ports={**record.ports, **self._free(ISSUER)})
            self._store.write(record)
        return record

    def _free(self, *parts: str) -> dict[str, int]:
        """Called by whoever allocates."""
        return ports.chosen(parts, self._store.ports())

    def _begun(self, spec: Spec, commit: str) -> Record:
        limit = self.config.environments.limit
        with self._store.allocating():
            if (there := sum(1 for _ in self._store.records())) >= limit:
                raise UsageError(
                    f"{there} environments stand already, and [environments] limit is {limit}: "
                    "end one with `goldenpath env down`"
                )
            record = Record(
                name=spec.name,
                state="creating",
                change=spec.change,
                branch=spec.branch,
                commit=commit,
                created_at=spec.created_at,
                expires_at=spec.expires_at,
                mark=secrets.token_hex(16),
                ports=self._free(*self._tools.parts, *([ISSUER] if self.config.identity else [])),
                data=self._data(spec.name) if self._tools.postgres else "",
            )
            self._store.write(record)
        return record

    def _data(self, name: str) -> str:
        """PostgreSQL does not run as root, and whom it runs as then cannot open our folder."""
        if os.geteuid() != 0:
            return str(self._store.folder(name) / "database")
        return str(Path(tempfile.gettempdir()) / f"goldenpath-{secrets.token_hex(16)}")

    def _cleared(self, name: str) -> tuple[str, ...]:
        """Called by whoever has locked it."""
        if record := self._store.read(name):
            self._store.write(replace(record, state="ending"))
        return ending.cleared(record, self._store.folder(name))

    def _making(self, record: Record, progress: Progress) -> Making:
        return Making(self.root, self.config, self.env, self._tools, self._store, record, progress)

    @cached_property
    def _tools(self) -> Tools:
        return tools.found(self.env)

    @cached_property
    def _store(self) -> Store:
        return store.opened(self.root, self.env)


def _state(record: Record) -> State:
    """Of one that nobody is at work on: what was only begun has to be ended by whoever comes."""
    if record.state != "ready":
        return "ending"
    return "ready" if _runs(record) else "broken"


def _runs(record: Record) -> bool:
    return processes.alive(*record.processes.values())


def _without_service(record: Record) -> Record:
    """The database and the cache go on, and keep what they have."""
    others = dict(record.processes)
    if left := processes.end([others.pop("service")], f"{record.mark}.service"):
        raise FailedError(f"the service of {record.name} does not end: {ending.listed(left)}")
    return replace(record, url="", processes=others)


def _standing(record: Record, state: State) -> Standing:
    return Standing(
        record.name,
        state,
        record.created_at,
        record.expires_at,
        record.change,
        record.url if state == "ready" else "",
        record.commit,
        record.settings,
        f"http://{HOST}:{record.ports[ISSUER]}" if ISSUER in record.ports else "",
    )


def _commit(root: Path, spec: Spec) -> str:
    """A change is what is checked out, as in its pipeline; else it is the branch."""
    return source.commit_of(root, spec.branch if spec.change is None else "")


def _owner(one: Record | Spec) -> str:
    return f"branch {one.branch!r}" if one.change is None else f"change {one.change}"
