"""Play each fault of a model provider, and say whether the service does as promised."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.contracts.provider.suite import Case
    from goldenpath_gates.report import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--real",
        action="store_true",
        help="ask the provider that [eval.model] names, in place of the stub; it costs money",
    )


def run(args: argparse.Namespace) -> int:
    """0 where all is kept, 1 where something is broken, 3 where it could not be judged."""
    from goldenpath_gates import config
    from goldenpath_gates.contracts.check import FOLDER
    from goldenpath_gates.contracts.provider import played, real, suite
    from goldenpath_gates.contracts.serving import serving
    from goldenpath_gates.errors import IncompleteError

    root = Path.cwd()
    loaded = config.load(root)
    promised = suite.load(root, loaded.contract.provider)
    (root / FOLDER).mkdir(parents=True, exist_ok=True)  # where [contract.env] may put files
    if not args.real:
        with serving(root, loaded) as context:
            return int(_say(played.played(context, promised)))
    if not promised.provider:
        raise IncompleteError(f"{promised.name}: /provider: holds no case for the real provider")
    return int(_say(real.asked(root, loaded, promised)))


def _say(judged: Iterable[tuple[Case, list[Finding]]]) -> bool:
    """Whether anything is broken."""
    from goldenpath_gates.console import plain, say

    broken = False
    for case, findings in judged:
        say(f"{'broken' if findings else 'kept'}  {plain(f'{case.id}: {case.title}')}")
        for finding in findings:
            say(f"        {plain(str(finding))}")
            broken = True
    return broken
