"""List the rules with their severity, ours and the team's own."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goldenpath_gates.policy.rules import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs, with every field")
    parser.add_argument("--domain", help="only those whose id starts with this, such as exposure")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import console
    from goldenpath_gates.policy.rules import known_in

    listed = [
        rule
        for rule in known_in(Path.cwd()).values()
        if args.domain is None or rule.domain == args.domain
    ]
    if args.json:
        console.say(json.dumps([_row(rule) for rule in listed], indent=2, ensure_ascii=False))
        return 0
    width = max((len(rule.id) for rule in listed), default=0)
    for rule in listed:
        console.say(f"{rule.id:{width}}  {rule.severity:8}  {rule.title}")
    return 0


def _row(rule: Rule) -> dict[str, object]:
    return {key: value for key, value in asdict(rule).items() if key != "file"}
