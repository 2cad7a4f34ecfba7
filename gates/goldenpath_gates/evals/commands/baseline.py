"""Write the baseline that later runs are compared with, or check the one there is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from goldenpath_gates.config import Config
    from goldenpath_gates.evals.baseline import Baseline
    from goldenpath_gates.evals.questions import Questions
    from goldenpath_gates.evals.settings import Eval

REASON = (10, 500)
OWNER = (1, 100)
"""Characters, as in baseline.schema.json."""
PLACEHOLDERS = ("TEXT", "WHO")
EXAMPLE = 'goldenpath eval baseline --reason "prompt 1.3.0 cites its sources" --owner ml-platform'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reason", metavar="TEXT", help="why the answers of this run are right (not with --check)"
    )
    parser.add_argument("--owner", metavar="WHO", help="who answers for it (not with --check)")
    parser.add_argument("--nightly", action="store_true", help="the baseline of the nightly stage")
    parser.add_argument(
        "--repeats",
        type=int,
        metavar="N",
        help="how often each case is asked (default: as often as a run that confirms a loss)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing: does it still hold?")
    parser.epilog = f"example: {EXAMPLE}"


def run(args: argparse.Namespace) -> int:
    """Raises IncompleteError where a case was not answered, or the baseline does not hold."""
    from goldenpath_gates import config, console
    from goldenpath_gates.evals import questions, rebase

    if not args.check:
        reason = _line(args.reason, "--reason", *REASON)
        owner = _line(args.owner, "--owner", *OWNER)
    root = Path.cwd()
    loaded = config.load(root)
    asked = (questions.nightly if args.nightly else questions.golden)(root, loaded.eval)
    if args.check:
        console.say(_told(_checked(root, loaded, asked), "holds"))
        return 0
    repeats = _repeats(args.repeats, loaded.eval)
    written = rebase.write_baseline(
        root, loaded, asked, reason=reason, owner=owner, repeats=repeats
    )
    console.say(f"{_told(written, 'written')}; look at its difference, and commit it")
    if not args.nightly:
        _remind_of_the_night(root, loaded)
    return 0


def _remind_of_the_night(root: Path, loaded: Config) -> None:
    """It asks variations of the same cases, and would be incomplete with a baseline of others."""
    from goldenpath_gates import console
    from goldenpath_gates.evals import questions

    if not (root / loaded.eval.nightly_baseline).is_file():
        return
    try:
        _checked(root, loaded, questions.nightly(root, loaded.eval))
    except IncompleteError as error:
        for line in str(error).splitlines():
            console.say(console.plain(line))


def _checked(root: Path, loaded: Config, asked: Questions) -> Baseline:
    from goldenpath_gates.evals import baseline
    from goldenpath_gates.evals.baseline_versions import measured_with, stale

    found = baseline.load(root, asked.baseline)
    if findings := stale(
        found.header, measured_with(root, loaded.eval, asked.hashes), asked.baseline
    ):
        raise IncompleteError("\n".join(str(finding) for finding in findings))
    if errors := found.scores().errors:
        id_, why = next(iter(errors.items()))
        raise IncompleteError(f"{asked.baseline}: baseline-broken {id_}: {why}")
    return found


def _told(found: Baseline, what: str) -> str:
    from goldenpath_gates import console

    header = found.header
    return console.plain(
        f"{found.path.name} {what}: {header['cases']} cases asked {header['repeats']} times on "
        f"{header['created']}, {header['owner']}: {header['reason']}"
    )


def _repeats(wanted: int | None, settings: Eval) -> int:
    """A loss is confirmed with so many answers per case: a baseline of fewer would decide it."""
    if wanted is None:
        return settings.repeats + settings.confirm
    if wanted < 1:
        raise UsageError(f"--repeats {wanted}: ask each case at least once")
    return wanted


def _line(text: str | None, option: str, least: int, most: int) -> str:
    """One printable line of that many characters, and not the placeholder of the help."""
    text = (text or "").strip()
    if text in PLACEHOLDERS or not least <= len(text) <= most or not text.isprintable():
        raise UsageError(
            f"{option}: one line of {least} to {most} characters is needed, as in `{EXAMPLE}`"
        )
    return text
