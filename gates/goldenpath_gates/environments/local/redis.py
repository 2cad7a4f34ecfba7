"""Redis for one environment: it keeps nothing, and asks for a password."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONF = """bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory 64mb
maxmemory-policy allkeys-lru
"""


@dataclass(frozen=True)
class Redis:
    server: str

    def command(self, folder: Path, port: int, password: str) -> tuple[str, ...]:
        """To be run in the folder. An argument could be read by everybody on the machine, so the
        password stands in a file."""
        folder.mkdir(mode=0o700)
        path = folder / "redis.conf"
        path.touch(mode=0o600)
        path.write_text(CONF.format(port=port, password=password), encoding="utf-8")
        return (self.server, str(path))

    def url(self, port: int, password: str) -> str:
        return f"redis://:{password}@127.0.0.1:{port}/0"


def found(env: Mapping[str, str]) -> Redis | None:
    server = shutil.which("redis-server", path=env.get("PATH", os.defpath))
    return Redis(server) if server else None
