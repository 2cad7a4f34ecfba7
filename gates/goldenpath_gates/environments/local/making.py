"""Makes an environment, or what is missing of it; each step is in the record before it begins."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from goldenpath_gates import service, uv
from goldenpath_gates.config import Config
from goldenpath_gates.console import plain
from goldenpath_gates.delivery.pace import Progress
from goldenpath_gates.environments.local import ports, postgres, processes, seeding, source
from goldenpath_gates.environments.local.processes import Account, Process
from goldenpath_gates.environments.local.redis import Redis
from goldenpath_gates.environments.local.store import Record, Store
from goldenpath_gates.environments.local.tools import Tools
from goldenpath_gates.environments.spec import Size
from goldenpath_gates.errors import IncompleteError

DATABASE, CACHE, RELEASE = "DATABASE_URL", "REDIS_URL", "RELEASE"
ISSUER = "issuer"
"""Of tokens: a part that a service has which asks for them."""
KEPT = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("UV_CACHE_DIR", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_OFFLINE"),
    *("UV_NATIVE_TLS", "UV_PYTHON_DOWNLOADS", "UV_PYTHON_INSTALL_DIR"),
)
"""Of our own variables: no key, and nothing that would make it another environment elsewhere."""
SAID = 1500


@dataclass
class Making:
    root: Path
    config: Config
    env: Mapping[str, str] = field(repr=False)
    tools: Tools
    store: Store
    record: Record
    progress: Progress

    @property
    def folder(self) -> Path:
        return self.store.folder(self.record.name)

    @property
    def variables(self) -> dict[str, str]:
        """Of all that is started; the mark finds it again, whoever its parent is then."""
        kept = {name: self.env[name] for name in KEPT if name in self.env}
        own = {**self.config.environments.env, **self.record.settings, RELEASE: self.record.commit}
        return {**kept, **own, processes.MARK: self.record.mark}

    def whole(self, size: Size) -> Record:
        """What is there stays: a database keeps its data when the commit is another."""
        if DATABASE not in self.record.settings:
            self._database()
        missing = self.record.ports.keys() - self.record.processes.keys()
        if "cache" in missing and self.tools.redis:
            self._cache(self.tools.redis)
        home = self._source()
        recipe = self.config.environments.seed
        self._say(f"data: {seeding.described(recipe, size)}")
        seeding.seeded(home, recipe, size, self.record.settings[DATABASE], self.progress)
        if ISSUER in missing and (identity := self.config.identity):
            self._issuer(home, identity.issuer_variable)
        if "service" in missing:
            self._service(home)
        self._keep(state="ready")
        return self.record

    def _database(self) -> None:
        self._say(f"database: {self.tools.database}")
        server, data = self.tools.postgres, Path(self.record.data)
        if server is None:
            self._found(DATABASE, f"sqlite:///{self.folder / 'database.sqlite3'}")
            return
        account, password = postgres.account(), secrets.token_hex(24)
        server.prepare(data, account, password, self.variables)
        port = self.record.ports["database"]
        command = server.command(data, port)
        log = self._log("database")
        child = self._start("database", command, data, log, account, stop="SIGINT")
        processes.await_ready(child, lambda: postgres.ready(data), "PostgreSQL", log)
        self._found(DATABASE, server.url(port, password))

    def _cache(self, server: Redis) -> None:
        self._say(f"cache: {self.tools.cache}")
        port, password = self.record.ports["cache"], secrets.token_hex(24)
        folder, log = self.folder / "redis", self._log("cache")
        command = server.command(folder, port, password)
        child = self._start("cache", command, folder, log)
        processes.await_ready(child, lambda: ports.answers(port), "Redis", log)
        self._found(CACHE, server.url(port, password))

    def _issuer(self, home: Path, variable: str) -> None:
        self._say("identity: an issuer of its own, no identity provider")
        port, log = self.record.ports[ISSUER], self._log(ISSUER)
        # -P: what lies in the root of the service is no module of ours.
        command = (sys.executable, "-P", "-m", "goldenpath_gates", "issuer", "--port", str(port))
        ours = {"PYTHONPATH": self.env["PYTHONPATH"]} if "PYTHONPATH" in self.env else {}
        child = self._start(ISSUER, command, home, log, extra=ours)
        processes.await_ready(child, lambda: ports.answers(port), "the issuer", log)
        self._found(variable, f"http://{service.HOST}:{port}")

    def _source(self) -> Path:
        tree = self.folder / "source"
        if "service" not in self.record.processes:
            shutil.rmtree(tree, ignore_errors=True)
            source.exported(self.root, self.record.commit, tree)
        return tree / source.prefix(self.root)

    def _service(self, home: Path) -> None:
        settings, port = self.config.service, self.record.ports["service"]
        if settings.start[0] == "uv":
            self._install(home)
        self._say(f"service: {' '.join(settings.start)}")
        service.require_program(home, settings.start[0])
        log = self._log("service")
        address = {"HOST": service.HOST, "PORT": str(port)}
        child = self._start("service", settings.start, home, log, extra=address)
        with log.open("r", encoding="utf-8", errors="replace") as said:
            service.await_ready(child, settings, port, said)
        self._keep(url=f"http://{service.HOST}:{port}")

    def _install(self, home: Path) -> None:
        """Apart from the start, which has a time to be ready in."""
        self._say("service: uv installs what it needs")
        seconds = self.config.environments.timeout
        try:
            done = subprocess.run(
                uv.command("sync", "--locked", "--quiet"),
                cwd=home,
                env=self.variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            raise IncompleteError(f"uv did not install the service in {seconds:g} s") from None
        if done.returncode:
            raise IncompleteError(f"uv cannot install the service: {plain(done.stdout[-SAID:])}")

    def _start(
        self,
        part: str,
        command: Sequence[str],
        cwd: Path,
        log: Path,
        account: Account | None = None,
        *,
        stop: str = "SIGTERM",
        extra: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        port = self.record.ports[part]
        if not ports.free(port):
            raise IncompleteError(f"another program took port {port} meanwhile: run it again")

        def note(started: Process) -> None:
            self._keep(processes={**self.record.processes, part: started})

        with log.open("w", encoding="utf-8") as said:
            mark = {processes.MARK: f"{self.record.mark}.{part}"}
            env = {**self.variables, **(extra or {}), **mark}
            return processes.start(command, cwd, env, said, note, account=account, stop=stop)

    def _found(self, variable: str, value: str) -> None:
        self._keep(settings={**self.record.settings, variable: value})

    def _keep(self, **changes: Any) -> None:
        self.record = replace(self.record, **changes)
        self.store.write(self.record)

    def _log(self, part: str) -> Path:
        return self.folder / f"{part}.log"

    def _say(self, text: str) -> None:
        self.progress.say(f"{self.record.name}: {text}")
