"""What teams do to their services between two updates: each edit is a change of one file's text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Edit = Callable[[str], str]

JOB = """
  ours:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - run: echo ours
"""
# Its pin is the team's own: a bot has bumped it.
WORKFLOW = """\
name: ours
on: [workflow_dispatch]
permissions: {}
jobs:
  ours:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@5555555555555555555555555555555555555555 # v8.0.0
"""
HOOK = """\
  - repo: local
    hooks:
      - id: ours
        name: ours
        entry: "true"
        language: system
"""
EXTRA_JOB = """\
ours:
  stage: unit
  script: [echo ours]
"""


def end(text: str) -> Edit:
    return lambda old: old + text


def swap(before: str, after: str) -> Edit:
    def edit(old: str) -> str:
        assert old.count(before) == 1, f"{before!r} is there {old.count(before)} times"
        return old.replace(before, after)

    return edit


EVERYWHERE: dict[str, Edit] = {
    "README.md": swap("## Run it\n", "Ours: a line.\n\n## Run it\n"),
    "pyproject.toml": swap("dependencies = [\n", 'dependencies = [\n    "httpx2>=2.16,<3",\n'),
    "goldenpath.toml": swap("coverage_floor = 85", "coverage_floor = 91"),
    "prompts/answer.prompty": swap("plain words", "short words"),
    "CHANGELOG.md": end("\n## 0.0.1\n\n- Ours.\n"),
    ".pre-commit-config.yaml": end(HOOK),
    "docs/.gitattributes": end("*.parquet binary\n"),
    "renovate.json": swap("\n}\n", ',\n  "timezone": "Europe/Athens"\n}\n'),
    "docs/.editorconfig": end("[*]\nindent_size = 3\n"),
}
GITHUB: dict[str, Edit] = EVERYWHERE | {
    ".github/workflows/ci.yml": end(JOB),
    ".github/workflows/ours.yml": end(WORKFLOW),
}
GITHUB_CLOUD: dict[str, Edit] = GITHUB | {
    ".github/workflows/ci.yml": lambda old: end(JOB)(
        swap("egress-policy: audit", "egress-policy: block")(old)
    ),
}
GITLAB: dict[str, Edit] = EVERYWHERE | {
    ".gitlab/extra.yml": lambda _: EXTRA_JOB,
}
EDITS = {
    "github-vendored": GITHUB_CLOUD,
    "github-referenced": GITHUB_CLOUD,
    "ghes-referenced": GITHUB,
    "gitlab-vendored": GITLAB,
    "gitlab-referenced": GITLAB,
    "cloud-referenced": GITLAB,
}


def apply(edits: dict[str, Edit], service: Path) -> None:
    for path, edit in edits.items():
        file = service / path
        old = file.read_text(encoding="utf-8") if file.is_file() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(edit(old), encoding="utf-8")
