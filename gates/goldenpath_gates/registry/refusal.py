"""What is there is not what it is said to be."""

from __future__ import annotations

from collections.abc import Iterable

from goldenpath_gates.errors import FailedError
from goldenpath_gates.report import Finding


class RefusedError(FailedError):
    """`findings` say what was refused, each under its rule, for a stage's report."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))
