"""Write the promise that the running service keeps, and record the breaks that it brings."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.report import Finding

EXAMPLE = 'goldenpath contract publish --reason "amounts are in cents" --owner @payments'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="TEXT", help="why a break has to be; needed for one")
    parser.add_argument("--owner", metavar="WHO", help="who answers for it; needed for a break")
    parser.epilog = f"example: {EXAMPLE}"


def run(args: argparse.Namespace) -> int:
    """1, and nothing is written, where a version is not the one that is due, or a break has no
    reason and owner. Raises IncompleteError where anything cannot be judged."""
    from goldenpath_gates import config, console
    from goldenpath_gates.contracts.publishing import prepared

    root = Path.cwd()
    publication = prepared(root, config.load(root))
    if refused := list(publication.refused()):
        _say(refused)
        console.say("nothing was written: mend these first")
        return 1
    if publication.unaccepted() and not (args.reason and args.owner):
        _say(publication.findings())
        console.say(f"nothing was written: a break needs a reason and an owner, as in `{EXAMPLE}`")
        return 1
    written = publication.write(args.reason, args.owner)
    for path in written:
        console.say(console.plain(f"{path}: written, look at its difference and commit it"))
    if not written:
        console.say("there is nothing to write: the service shows no document, and nothing breaks")
    return 0


def _say(findings: Iterable[Finding]) -> None:
    from goldenpath_gates import console

    for finding in findings:
        console.say(console.plain(str(finding)))
