"""What this machine has for an environment, and what is done without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goldenpath_gates.environments.local import postgres, redis
from goldenpath_gates.environments.local.postgres import Postgres
from goldenpath_gates.environments.local.redis import Redis


@dataclass(frozen=True)
class Tools:
    postgres: Postgres | None
    redis: Redis | None

    @property
    def parts(self) -> tuple[str, ...]:
        """Those that listen on a port."""
        there = {"database": self.postgres, "cache": self.redis}
        return (*(name for name, tool in there.items() if tool), "service")

    @property
    def database(self) -> str:
        if self.postgres:
            return f"PostgreSQL {self.postgres.version}, its own data directory and password"
        return "SQLite, a file of its own, since PostgreSQL is not installed"

    @property
    def cache(self) -> str:
        return "Redis, its own password" if self.redis else "none, since Redis is not installed"


def found(env: Mapping[str, str]) -> Tools:
    return Tools(postgres.found(env), redis.found(env))
