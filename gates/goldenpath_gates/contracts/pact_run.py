"""Has Pact's verifier judge pacts against a service, within a time of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from goldenpath_gates import process
from goldenpath_gates.contracts.pact_files import HTTP, Pact
from goldenpath_gates.contracts.settings import Pacts
from goldenpath_gates.errors import IncompleteError

MODULE = "goldenpath_gates.contracts.pact_verifier"
SECONDS = 120
SHOWN = 500


def verified(
    url: str,
    control: str,
    provider: str,
    pacts: Sequence[Pact],
    settings: Pacts,
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    """The verifier's results. `control` is the model's, for states that make it fail; `headers`
    are sent with each request.

    Raises IncompleteError where the verifier does not come to an end, or the broker's token is
    missing.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = {
            "provider": provider,
            "url": url,
            "control": control,
            "headers": dict(headers or {}),
            "files": [_written(folder / f"{n}.json", pact) for n, pact in enumerate(pacts)],
            "broker": _broker(settings),
        }
        (folder / "job").write_text(json.dumps(job), encoding="utf-8")
        return _run(folder)


def _run(folder: Path) -> Mapping[str, Any]:
    command = (sys.executable, "-m", MODULE, "job", "results")
    env = {"PACT_DO_NOT_TRACK": "true", "NO_PROXY": "127.0.0.1"}
    log = folder / "said"
    with (
        log.open("w", encoding="utf-8") as output,
        process.group(command, folder, env=env, stdout=output) as child,
    ):
        try:
            child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.end([child])
            raise IncompleteError(f"Pact's verifier did not end within {SECONDS} s") from None
    try:
        found: Mapping[str, Any] = json.loads((folder / "results").read_bytes())
    except (OSError, ValueError):
        said = " ".join(log.read_text("utf-8", "replace").split())[-SHOWN:]
        raise IncompleteError(
            f"Pact's verifier ended with exit code {child.returncode}: {said}"
        ) from None
    return found


def _written(file: Path, pact: Pact) -> str:
    """Without messages: the verifier would ask the API for them. Only a broker knows what never
    passed: a file that calls itself pending would excuse itself."""
    asked = [{**each, "pending": False} for each in pact.of(HTTP)]
    document = {**pact.document, "interactions": asked}
    document.pop("messages", None)
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def _broker(settings: Pacts) -> Mapping[str, str] | None:
    if settings.broker is None:
        return None
    token = os.environ.get(settings.token_variable)
    if not token:
        raise IncompleteError(
            f"[contract.pacts] names a broker, and {settings.token_variable} is not set: set it"
        )
    return {"url": settings.broker, "token": token}
