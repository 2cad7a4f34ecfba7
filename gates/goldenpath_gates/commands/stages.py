"""Print the train: every stage, what it asks, what it needs, where it runs."""

from __future__ import annotations

import argparse

RUNS_ON = {
    "change": "every change",
    "main": "the default branch",
    "preview": "a change with the label preview",
    "nightly": "a schedule",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console, library, train

    whole = train.load(library.data("workflows") / "stages.yml")
    rows = [("stage", "asks", "after", "runs on", "laptop")]
    rows += [
        (
            stage.id,
            stage.asks,
            ", ".join(stage.needs) or "-",
            RUNS_ON[stage.when],
            "yes" if stage.on_laptop else f"needs {stage.laptop}",
        )
        for stage in whole
    ]
    console.say(console.columns(rows))
    return 0
