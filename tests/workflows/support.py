"""A service's pipeline files, as Copier would write them from the rendered templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

ROOT = Path(__file__).resolve().parents[2]
FULL = Path(__file__).with_name("full.yml")
ANSWERS = {
    "pipeline": "vendored",
    "github_host": "cloud",
    "library_host": "gitlab.example.test",
    "library_path": "acme/goldenpath",
    "library_ref": "0123456789abcdef0123456789abcdef01234567",
    "library_version": "0.1.0",
    "preview_ttl_hours": "24",
    "cloud": "aws",
    "cloud_audience": "sts.example.test",
}
# The answer `ci` and the part of the template that goes with it.
END = ".github/workflows/goldenpath-preview-end.yml"
GITHUB = (".github/workflows/ci.yml", ".github/workflows/goldenpath.yml", END)
GITLAB = (".gitlab-ci.yml", ".gitlab/goldenpath.yml")


def copied(text: str, **answers: str) -> str:
    env = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    return env.from_string(text).render(ANSWERS | answers)


def service(files: dict[str, str], ci: str, **answers: str) -> dict[str, str]:
    """The pipeline files of one service, by path."""
    caller, *called = GITHUB if ci == "github" else GITLAB
    wanted = {caller, *(called if answers.get("pipeline", "vendored") == "vendored" else ())}
    found = {}
    for name, text in files.items():
        path = name.removeprefix("template/").removesuffix(".jinja")
        if name.startswith("template/") and path in wanted:
            found[path] = copied(text, **answers) if name.endswith(".jinja") else text
    return found


def merged(caller: str, train: str) -> dict[str, Any]:
    """What GitLab sees: the jobs of the train with the caller's keys laid over them."""
    pipeline: dict[str, Any] = yaml.safe_load(train)
    for name, value in yaml.safe_load(caller).items():
        pipeline[name] = pipeline.get(name, {}) | value if isinstance(value, dict) else value
    return pipeline


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
