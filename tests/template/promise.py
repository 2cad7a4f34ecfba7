"""The promise that the template ships: python -m tests.template.promise writes it anew.

Published as a team publishes its own, by the command in a rendered service; after a change of the
service's API it no longer holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support import ROOT, clone, service_env

PROMISE = ROOT / "template" / "contracts" / "openapi.json.jinja"
ANSWERS = {"project_name": "Promised Service", "description": "Promised by its template."}
"""What the document takes from answers, in words that nothing else in it has."""


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        service, library = Path(work) / "service", Path(work) / "library"
        library.mkdir()
        clone(library).copy(service, ANSWERS)
        (service / "contracts" / "openapi.json").unlink(missing_ok=True)
        (service / "contracts" / "breaks.yaml").unlink(missing_ok=True)
        subprocess.run(("uv", "lock", "-q"), cwd=service, env=service_env(), check=True)
        subprocess.run(
            (sys.executable, "-m", "goldenpath_gates", "contract", "publish"),
            cwd=service,
            env={**os.environ, **service_env()},
            check=True,
        )
        published = (service / "contracts" / "openapi.json").read_text(encoding="utf-8")
    PROMISE.parent.mkdir(exist_ok=True)
    PROMISE.write_text(templated(published), encoding="utf-8")


def templated(published: str) -> str:
    """Title and description are the service's own; the rest is the same for all."""
    info: dict[str, Any] = json.loads(published)["info"]
    for key, answer in (
        ("title", "project_slug | to_json"),
        ("description", "description | to_json(ensure_ascii=False)"),
    ):
        value = json.dumps(info[key], ensure_ascii=False)
        assert published.count(value) == 1, f"{key} {value} stands elsewhere too"
        published = published.replace(value, "{{ " + answer + " }}")
    assert "{%" not in published
    return published


if __name__ == "__main__":
    main()
