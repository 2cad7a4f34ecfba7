"""What format-json and format-yaml share: files in, findings and rewritten files out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, Place, Severity
from goldenpath_hooks.run import named, run

Format = Callable[[str, str], str | None]
"""Path and text to the text in order; None where the file is to be left alone."""


class Refused(Exception):
    """The text is not in order in a way that no rewriting mends."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(*findings)
        self.findings = findings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("filenames", nargs="*", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="report, rewrite nothing")


def run_formatter(rule: str, args: argparse.Namespace, form: Format) -> int:
    rewritten = []

    def findings() -> Iterator[Finding]:
        for path in files.plain(named(rule, args.filenames)):
            try:
                before = files.read(path)
                after = _in_order(path, before, form)
            except files.Unreadable as error:
                yield _left_alone(rule, error) if error.size else error.finding
            except Refused as refused:
                yield from refused.findings
            else:
                if before != after and args.check:
                    at, remedy = _first_difference(before, after), f"run {rule} without --check"
                    yield Finding(path, at, rule, "not in order", remedy)
                elif before != after:
                    print(f"Rewriting {ascii(path)[1:-1]}", file=sys.stderr)
                    Path(path).write_bytes(after)
                    rewritten.append(path)

    return run(rule, findings) or int(bool(rewritten))


def _left_alone(rule: str, error: files.Unreadable) -> Finding:
    """A warning: form is not worth a refusal, and a file of that size is data."""
    found = error.finding
    return Finding(found.path, found.place, rule, found.message, found.remedy, Severity.WARNING)


def _in_order(path: str, before: bytes, form: Format) -> bytes:
    """The line ends that most lines have stay: a checkout on Windows may want them."""
    text = files.decoded(path, before)
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    after = form(path, text.replace("\r\n", "\n"))
    return before if after is None else after.replace("\n", newline).encode()


def _first_difference(before: bytes, after: bytes) -> Place:
    lines = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    return Place(next((n for n, (a, b) in enumerate(lines, start=1) if a != b), 1))
