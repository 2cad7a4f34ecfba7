"""Make a recording for the replay from a log of the service, without anybody's words."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("log", metavar="LOGFILE", type=Path, help="JSON lines of the service")
    parser.add_argument(
        "--streams", type=_share, default=0.25, help="share that asks for a stream (0.25)"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config
    from goldenpath_gates.console import say
    from goldenpath_gates.errors import IncompleteError
    from goldenpath_gates.evals import questions
    from goldenpath_gates.load import recording

    root = Path.cwd()
    settings = config.load(root)
    golden = [case.input for case in questions.golden(root, settings.eval)]
    asked = [text for text in golden if isinstance(text, str)]
    if not asked:
        raise IncompleteError("[eval] datasets hold no question in plain text to ask")
    request = settings.eval.request
    found = recording.recorded(args.log, request.path, asked, request.text, args.streams)
    made = recording.checked(found, str(args.log))
    recording.write(root / settings.load.recorded, found)
    say(f"{settings.load.recorded}: {len(found)} requests, {made.rate:.1f} a second")
    return 0


def _share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("from 0 to 1")
    return number
