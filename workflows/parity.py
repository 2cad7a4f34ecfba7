"""Parses both pipelines back and compares what they promise about each stage.

The GitLab file is the merged one, as `gitlab-ci-local --preview` or GitLab's own editor shows it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from read_github import github_view
from read_gitlab import gitlab_view

KINDS = (
    "stages",
    "needs",
    "commands",
    "artifacts",
    "timeouts",
    "environments",
    "approvals",
    "concurrency",
    "identity",
    "history",
    "shards",
    "signoffs",
    "code",
    "ends",
)


@dataclass(frozen=True)
class Difference:
    stage: str
    kind: str
    github: Any
    gitlab: Any

    def __str__(self) -> str:
        return f"DIFF {self.stage} {self.kind} github={self.github!r} gitlab={self.gitlab!r}"


def differences(github: Sequence[Mapping[str, Any]], gitlab: Mapping[str, Any]) -> list[Difference]:
    """One entry per stage and kind in which the parsed files of the two forges disagree."""
    left, right = github_view(*github), gitlab_view(gitlab)
    found = []
    for stage in sorted(left.keys() | right.keys()):
        for kind in KINDS:
            pair = left.get(stage, {}).get(kind), right.get(stage, {}).get(kind)
            if pair[0] != pair[1]:
                found.append(Difference(stage, kind, *pair))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("github", type=Path, nargs="+", help="the reusable workflows")
    parser.add_argument("gitlab", type=Path, help="the merged pipeline")
    args = parser.parse_args(argv)

    *github, gitlab = (
        yaml.safe_load(path.read_text("utf-8")) for path in (*args.github, args.gitlab)
    )
    found = differences(github, gitlab)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(github_view(*github))} jobs, {len(found)} differences")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
