"""Write what the rules are asked about, for a conftest or an OPA of your own."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from goldenpath_gates.errors import IncompleteError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", default="reports/policy", help="default: reports/policy"
    )


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import config, console
    from goldenpath_gates.policy import judgement, team
    from goldenpath_gates.policy.collect import collect
    from goldenpath_gates.policy.document import to_input

    root, folder = Path.cwd(), Path(args.folder)
    settings = config.load(root)
    documents, unread = collect(root, settings, os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in {
        "input.json": to_input(documents),
        "data.json": {"policy": judgement.data_of(root, team.read(root))},
    }.items():
        (folder / name).write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", "utf-8")
    console.say(f"{folder}/input.json: {len(documents)} documents; {folder}/data.json: the policy")
    console.say(f"conftest test --policy RULES --data {folder}/data.json {folder}/input.json")
    if unread:
        raise IncompleteError("; ".join(unread))
    return 0
