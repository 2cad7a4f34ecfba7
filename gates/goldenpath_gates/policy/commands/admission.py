"""Print what a cluster refuses without a pipeline, for `kubectl apply -f -`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from goldenpath_gates.policy.settings import LABEL, PREVIEW


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--label", default=LABEL, help="label of the namespaces in which they hold")
    parser.add_argument(
        "--preview", default=PREVIEW, help="label of namespaces that may run by tag"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates.policy import admission, team

    sys.stdout.write(admission.manifests(team.read(Path.cwd()), args.label, args.preview))
    return 0
