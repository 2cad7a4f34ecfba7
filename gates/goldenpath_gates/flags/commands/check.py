"""Say what is wrong with the flags; the stage `policy` asks the same."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "exit codes: 0 nothing is wrong, 1 something is to mend, 2 there are no flags"


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.errors import UsageError
    from goldenpath_gates.flags import check
    from goldenpath_gates.flags.document import PATH

    try:
        wrong = check.findings((Path.cwd() / PATH).read_bytes())
    except OSError as error:
        raise UsageError(
            f"{PATH}: cannot be read ({error.strerror}): run this in a service"
        ) from None
    for finding in wrong:
        console.say(console.plain(str(finding)))
    if not wrong:
        console.say(f"{PATH}: nothing to mend")
    return 1 if wrong else 0
