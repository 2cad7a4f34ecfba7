"""Record the provider's replies to all golden cases, to be replayed as a cassette."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import IncompleteError

if TYPE_CHECKING:
    from goldenpath_gates.evals.case import Case
    from goldenpath_gates.evals.record import Answer, Record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose: goldenpath.toml names the provider, the datasets and the cassette."""


def run(args: argparse.Namespace) -> int:
    """Raises IncompleteError where a case was not answered; what was, is in the file."""
    from goldenpath_gates import config, console
    from goldenpath_gates.evals import questions
    from goldenpath_gates.evals.ask import progress, source
    from goldenpath_gates.evals.ask.run import ask
    from goldenpath_gates.identity.serving import serving

    root = Path.cwd()
    loaded = config.load(root)
    cases, cassette = questions.golden(root, loaded.eval), loaded.eval.model.cassette
    with (
        source.recorder(loaded.eval.model, root) as talks_to,
        serving(root, loaded, env=talks_to.env) as running,
    ):
        records = ask(cases, running, loaded.eval, kept, repeats=1)
        errors = [one.error for one in progress.shown(records, len(cases)) if one.error]
    if errors:
        raise IncompleteError(
            f"{len(errors)} of {len(cases)} cases were not answered, the first: {errors[0]}; "
            f"run it again: {cassette} keeps what was"
        )
    console.say(f"{cassette} holds the replies to {len(cases)} cases; read it, and commit it")
    return 0


def kept(case: Case, answers: Sequence[Answer]) -> Record:
    from goldenpath_gates.evals.record import Record

    return Record(case.id, case.dataset, case.input, error=answers[0].error)
