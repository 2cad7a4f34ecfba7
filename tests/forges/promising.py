"""A service with a route, a tool and an index of its own, all promised."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.forges.service import quick
from tests.support import Workshop, commit, service_env

ROUTE = '''\
"""A route of the team's own."""

from typing import Literal

from fastapi import FastAPI, Request
from pydantic import BaseModel

from .problems import documented

PROBLEMS = documented("invalid-request", "internal-error", "request-timeout")


class Thing(BaseModel):
    id: str
    price: float


def add_things(app: FastAPI) -> None:
    @app.get("/v1/things", response_model=Thing, responses=PROBLEMS)
    async def things(request: Request, sort: Literal["up", "down"] = "up") -> Thing:
        return Thing(id="t-1", price=1.5)

    @app.post("/v1/things", status_code=201, response_model=Thing, responses=PROBLEMS)
    async def made() -> Thing:
        return Thing(id="t-2", price=2.5)
'''
ASKED = """\
    "GET /v1/things": Access("things:read"),
    "POST /v1/things": Access("things:write"),
"""
TOOL = {
    "version": "1.0.0",
    "function": {
        "name": "search",
        "description": "Search the things.",
        "parameters": {
            "type": "object",
            "properties": {"text": {"type": "string"}},
            "additionalProperties": False,
        },
    },
}
INDEX = {
    "version": 1,
    "model": "text-embedding-3-small",
    "dimension": 1536,
    "dtype": "float32",
    "normalised": True,
    "metric": "cosine",
}
ROUTE_FILE, TOOL_FILE, INDEX_FILE = "things.py", "tools/search.json", "embeddings.json"


def promising(workshop: Workshop, name: str) -> Path:
    """The service of an answer set with more promises, published and committed."""

    def make(folder: Path) -> None:
        shutil.copytree(quick(workshop, name), folder, dirs_exist_ok=True, symlinks=True)
        (package,) = folder.glob("src/*/")
        (package / ROUTE_FILE).write_text(ROUTE)
        edit(
            package / "app.py", "from .telemetry", "from .things import add_things\nfrom .telemetry"
        )
        edit(
            package / "app.py",
            "    add_operations(app",
            "    add_things(app)\n    add_operations(app",
        )
        first = '    "POST /v1/answers": '
        edit(package / "auth/access.py", first, ASKED + first)
        _write(folder / "contracts" / TOOL_FILE, TOOL)
        _write(folder / "contracts" / INDEX_FILE, {"indexes": {"things": INDEX}})
        edit(folder / "pyproject.toml", 'version = "0.1.0"', 'version = "1.0.0"')
        publish(folder, "--reason", "the first major version", "--owner", "team-things")
        commit(folder, "promise")

    return workshop.once(f"promising/{name}", make)


def publish(service: Path, *options: str) -> None:
    subprocess.run(("uv", "lock", "-q"), cwd=service, env=service_env(), check=True)
    command = (sys.executable, "-m", "goldenpath_gates", "contract", "publish", *options)
    subprocess.run(command, cwd=service, env=service_env(), check=True, capture_output=True)


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1))
