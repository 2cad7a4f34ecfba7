"""How a hook ends: findings on standard output, why there is no verdict on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, HookError, verdict


def concluded(hook: str, judge: Callable[[], int]) -> int:
    """The exit code of a hook that prints its findings itself."""
    for stream in (sys.stdout, sys.stderr):  # what a message quotes may fit no terminal
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return judge()
    except HookError as error:
        print(f"{hook}: {error}", file=sys.stderr)
        return error.code


def run(hook: str, find: Callable[[], Iterable[Finding]]) -> int:
    return concluded(hook, lambda: _printed(list(find())))


def _printed(findings: list[Finding]) -> int:
    for finding in findings:
        print(finding)
    return verdict(findings)


def run_on_files(
    hook: str,
    about: str | None,
    check: Callable[[str], Iterable[Finding]],
    argv: Sequence[str] | None,
) -> int:
    """The whole command of a hook that judges each file by itself."""
    parser = argparse.ArgumentParser(hook, description=about)
    parser.add_argument("filenames", nargs="*", metavar="FILE")
    args = parser.parse_args(argv)
    return run(hook, lambda: (f for path in files.plain(args.filenames) for f in check(path)))
