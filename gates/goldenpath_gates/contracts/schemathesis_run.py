"""Runs schemathesis against a service, within a time of its own, and keeps what it wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from goldenpath_gates import process
from goldenpath_gates.contracts.settings import Conformance

MODULE = "goldenpath_gates.contracts.schemathesis_cli"
REQUEST_TIMEOUT_S = 10
# A model that fails is for the document to promise; 500 is never promised, it is a bug.
CONFIG = """\
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "502", "503", "504"]

[output.truncation]
max-recorded-payload-size = 65536
"""
TOKEN = "GOLDENPATH_TOKEN"  # noqa: S105 - the name of a variable
# Another credential beside ours would be one too many.
IDENTITY = f"""\
headers = {{ Authorization = "Bearer ${{{TOKEN}}}" }}

[generation]
with-security-parameters = false

"""


@dataclass(frozen=True)
class Ended:
    """`events` is its report, a JSON document per line; `in_time`: it was not stopped."""

    events: Path
    code: int
    in_time: bool
    said: str


def run(
    document: Mapping[str, Any],
    url: str,
    settings: Conformance,
    folder: Path,
    junit: Path,
    token: str = "",
) -> Ended:
    """`folder` is for its own files; nothing is written into the service's. A token goes by the
    environment: arguments can be read by everybody on the machine."""
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    config = IDENTITY + CONFIG if token else CONFIG
    (folder / "schemathesis.toml").write_text(config, encoding="utf-8")
    env = {
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
        "NO_PROXY": "*",
        TOKEN: token,
    }
    log = folder / "said.txt"
    with (
        log.open("w", encoding="utf-8") as output,
        process.group(_command(url, settings, junit), folder, env=env, stdout=output) as child,
    ):
        try:
            child.wait(settings.seconds)
            in_time = True
        except subprocess.TimeoutExpired:
            process.end([child])  # it closes its reports when it is asked to end
            in_time = False
    said = log.read_text(encoding="utf-8", errors="replace")
    return Ended(folder / "events.ndjson", child.returncode, in_time, said)


def _command(url: str, settings: Conformance, junit: Path) -> tuple[str, ...]:
    place = urlsplit(url)
    headers = [f"--header={name}:{value}" for name, value in settings.headers.items()]
    return (
        *(sys.executable, "-m", MODULE, str(place.hostname), str(place.port)),
        *("--config-file=schemathesis.toml", "--no-color", "run", "openapi.json"),
        *(f"--url={url}", *headers, "--checks=all", "--continue-on-failure"),
        *(f"--max-examples={settings.examples}", f"--seed={settings.seed}"),
        *("--generation-database=none", "--max-redirects=0", "--workers=1"),
        *(f"--request-timeout={REQUEST_TIMEOUT_S}", "--warnings=off"),
        *("--report-ndjson-path=events.ndjson", f"--report-junit-path={junit}"),
    )
