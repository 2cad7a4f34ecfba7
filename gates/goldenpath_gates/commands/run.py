"""Run stages: all that this machine can judge, or those named."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.runner import Ended
from goldenpath_gates.train import Stage, Train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stage", nargs="*", help="stages to run (default: see `stages`)")
    parser.add_argument("--keep-going", action="store_true", help="run the rest after a failure")
    parser.add_argument(
        "--jobs", type=_positive, default=os.cpu_count() or 1, help="at once (default: cores)"
    )
    parser.add_argument(
        "--shard", metavar="N/OF", help="do a part of a stage's work, such as 2/4, for it to judge"
    )
    parser.add_argument(
        "--signoff",
        action="store_true",
        help="in a pipeline: end green when only an approval is missing, its next job asks",
    )
    parser.add_argument(
        "--allow-incomplete",
        action="store_true",
        help="on a laptop: end green when nothing failed, though not everything could be judged",
    )


def run(args: argparse.Namespace) -> int:
    if args.allow_incomplete and os.environ.get("CI"):
        raise UsageError("in a pipeline nothing may stay incomplete: leave out --allow-incomplete")
    code = _run(args, Path.cwd())
    return 0 if args.allow_incomplete and code == IncompleteError.exit_code else code


def _run(args: argparse.Namespace, root: Path) -> int:
    from goldenpath_gates import config, library, train

    config.load(root)  # a broken file is said once, not once per stage
    whole = train.load(library.data("workflows") / "stages.yml")
    if len(args.stage) == 1:
        stage = whole[args.stage[0]]
        if args.signoff and args.shard is not None:
            raise UsageError("a part of a stage asks nobody: leave out --signoff")
        if args.shard is not None:
            return _shard(stage, root, args.shard)
        return _alone(stage, root, args.signoff)
    if args.signoff or args.shard is not None:
        raise UsageError("--signoff and --shard are for one stage: name it")
    selected = whole.select(args.stage) if args.stage else _for_laptop(whole)
    return _together(selected, whole, root, args)


def _for_laptop(whole: Train) -> tuple[Stage, ...]:
    return tuple(stage for stage in whole if stage.on_laptop)


def _alone(stage: Stage, root: Path, signed_off: bool) -> int:
    """In this process, its output straight to the terminal: what a job of a pipeline does."""
    from goldenpath_gates import console, runner, signoff

    if signed_off and not stage.signoff:
        raise UsageError(f"{stage.id} asks for no approval: leave out --signoff")
    report = runner.run_one(stage, root)
    for finding in report.findings:
        console.say(console.plain(str(finding)))
    for note in report.notes:
        console.say(console.plain(f"note: {note}"))
    summary = console.plain(report.summary)
    console.say(f"{stage.id}: {report.verdict} in {report.duration_s:.1f} s: {summary}")
    return signoff.hand_over(report, root) if signed_off else report.exit_code


def _shard(stage: Stage, root: Path, part: str) -> int:
    """A part of a stage's work; the stage itself judges all parts together."""
    from goldenpath_gates import config, console, stages

    if not stage.shards:
        raise UsageError(f"{stage.id} has no parts: leave out --shard")
    console.say(stages.of_shard(stage.id)(root, config.load(root), part))
    return 0


def _together(selected: Sequence[Stage], whole: Train, root: Path, args: argparse.Namespace) -> int:
    from goldenpath_gates import console, runner, uv

    uv.require_lock(root)  # once, before stages that share it start side by side
    with console.watcher(selected) as watcher:
        ended = runner.TrainRun(root, watcher, args.keep_going, args.jobs).run(selected)
    _summarise(ended, whole, root)
    return runner.exit_code(ended)


def _summarise(ended: Sequence[Ended], whole: Train, root: Path) -> None:
    """The verdicts, what was not run and why, and where the record lies."""
    from goldenpath_gates import console, evidence

    rows = [("stage", "verdict", "time", "")]
    rows += [(e.stage.id, e.outcome, f"{e.duration_s:.1f} s", e.summary) for e in ended]
    chosen = {e.stage for e in ended}
    rows += [
        (stage.id, "not run", "", f"needs {stage.laptop}")
        for stage in whole
        if not stage.on_laptop and stage not in chosen
    ]
    _, page = evidence.write(evidence.collect(root, whole, "change", {}), root)
    console.say(f"\n{console.columns(rows)}\n\nreport: {page.relative_to(root)}")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
