"""How a hook ends: findings on standard output, why there is no verdict on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from goldenpath_hooks.findings import Finding, HookError, verdict


def run(hook: str, find: Callable[[], Iterable[Finding]]) -> int:
    for stream in (sys.stdout, sys.stderr):  # what a message quotes may fit no terminal
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        findings = list(find())
    except HookError as error:
        print(f"{hook}: {error}", file=sys.stderr)
        return error.code
    for finding in findings:
        print(finding)
    return verdict(findings)
