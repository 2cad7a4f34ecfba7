"""A real Prometheus on loopback: it scrapes what it is told to, or is fed with history."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from goldenpath_gates import process
from goldenpath_gates.service import free_port

from tests.forges.tools import need_tool

READY_S = 20.0
History = Mapping[str, Sequence[tuple[float, float]]]
"""Series, as Prometheus writes it, to its samples: seconds since 1970 and a value."""


@dataclass(frozen=True)
class Box:
    url: str

    def vector(self, query: str, at: float | None = None) -> list[str]:
        """The values of an instant query, as texts: JSON has no NaN. `at` counts from 1970."""
        params = {"query": query, **({"time": f"{at:.3f}"} if at else {})}
        return [row["value"][1] for row in self._asked("query", params)]

    def steps(self, query: str, start: float, end: float, step: float) -> list[list[str]]:
        """The values of an instant query at each step."""
        params = {"query": query, "start": start, "end": end, "step": step}
        found: dict[float, list[str]] = {}
        for row in self._asked("query_range", params):
            for at, value in row["values"]:
                found.setdefault(round(at, 3), []).append(value)
        count = int((end - start) / step) + 1
        return [found.get(round(start + index * step, 3), []) for index in range(count)]

    def _asked(self, what: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        body = urllib.parse.urlencode(params).encode()
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{what}", body, timeout=30) as answer:
                result: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{params['query']}: {error.read().decode()}") from None
        return result


@contextmanager
def serving(
    folder: Path,
    *,
    targets: Iterable[tuple[str, Mapping[str, str]]] = (),
    rules: Mapping[str, Any] | None = None,
    history: History | None = None,
    every: str = "500ms",
) -> Iterator[Box]:
    """`targets` are addresses and the labels that discovery would add; they are scraped `every` so
    often, and the rules are evaluated, where a group says nothing else."""
    need_tool("prometheus")
    config: dict[str, Any] = {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every}
    }
    rows = [{"targets": [address], "labels": dict(labels)} for address, labels in targets]
    if rows:
        config["scrape_configs"] = [{"job_name": "box", "static_configs": rows}]
    if rules:
        config["rule_files"] = ["rules.yml"]
        (folder / "rules.yml").write_text(yaml.safe_dump(dict(rules)), "utf-8")
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
    data = folder / "data"
    if history:
        fill(data, history)
    port = free_port()
    command = (
        "prometheus",
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--storage.tsdb.retention.time=60d",
    )
    log = folder / "prometheus.log"
    with log.open("w") as output, process.group(command, folder, stdout=output) as child:
        _await_ready(f"http://127.0.0.1:{port}", child, log)
        yield Box(f"http://127.0.0.1:{port}")
        process.end([child])


def fill(data: Path, history: History) -> None:
    need_tool("promtool")
    data.mkdir(parents=True, exist_ok=True)
    text = data.parent / "history.txt"
    lines = [
        f"{series} {value!r} {at:.3f}\n"
        for series, samples in sorted(history.items())
        for at, value in samples
    ]
    text.write_text("".join([*lines, "# EOF\n"]), "utf-8")
    command = ("promtool", "tsdb", "create-blocks-from", "openmetrics", str(text), str(data))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _await_ready(url: str, child: subprocess.Popen[str], log: Path) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/-/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"Prometheus was not ready: {log.read_text('utf-8')[-2000:]}")
