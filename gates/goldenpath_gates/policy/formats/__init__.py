"""The findings in the forms that other tools read, one module each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from goldenpath_gates.console import say
from goldenpath_gates.policy.formats import github, gitlab, sarif
from goldenpath_gates.policy.rules import Rule
from goldenpath_gates.report import Finding

Form = Callable[[Sequence[Finding], Mapping[str, Rule]], str]
FILES: Mapping[str, Form] = {
    "policy.sarif": sarif.text,
    "gl-code-quality.json": gitlab.text,
}
"""JSON and JUnit every stage writes: reports/policy.json and reports/policy/junit.xml."""


def write(
    root: Path, folder: Path, findings: Sequence[Finding], known: Mapping[str, Rule]
) -> Iterator[str]:
    """Writes them below `folder` and says their paths; tells GitHub where it runs there."""
    for name, form in FILES.items():
        (root / folder / name).write_text(form(findings, known), "utf-8")
        yield str(folder / name)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github.lines(findings):
            say(line)
