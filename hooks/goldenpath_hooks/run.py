"""How a hook ends: findings on standard output, why there is no verdict on standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, HookError, masked, verdict


def concluded(hook: str, judge: Callable[[], int]) -> int:
    """The exit code of a hook that prints its findings itself."""
    for stream in (sys.stdout, sys.stderr):  # what a message quotes may fit no terminal
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return judge()
    except HookError as error:
        print(f"{hook}: {masked(str(error))}", file=sys.stderr)
        return error.code


def run(hook: str, find: Callable[[], Iterable[Finding]]) -> int:
    return concluded(hook, lambda: _printed(hook, list(find())))


def _printed(hook: str, findings: list[Finding]) -> int:
    if findings:
        from goldenpath_hooks.reporters import Report, text  # on most commits there is nothing

        print(text(Report(hook, findings)), end="")
    return verdict(findings)


def named(hook: str, filenames: Sequence[str]) -> Sequence[str]:
    """The files that a hook was given; without any it would pass and have looked at nothing."""
    remedy = f"name files, or run it on all with `pre-commit run {hook} --all-files`"
    if not filenames:
        raise HookError(f"no file was named; {remedy}")
    for name in filenames:
        if os.path.isdir(name):
            raise HookError(f"{ascii(name)[1:-1]} is a folder; {remedy}")
    return filenames


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

    def findings() -> Iterator[Finding]:
        for path in files.plain(named(hook, args.filenames)):
            yield from check(path)

    return run(hook, findings)
