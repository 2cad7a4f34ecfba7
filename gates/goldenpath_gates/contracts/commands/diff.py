"""Compare two versions of a contract: an API, a JSON Schema, a tool, embeddings, examples."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.contracts.commands import telling

if TYPE_CHECKING:
    from goldenpath_gates.contracts.document import Document
    from goldenpath_gates.contracts.judge import Judged
    from goldenpath_gates.contracts.promises import Kind

OF_DIRECTION: dict[str, Kind] = {"response": "event", "request": "webhook"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", type=Path, metavar="BASE", help="file as it was promised")
    parser.add_argument("revision", type=Path, metavar="REVISION", help="file as it shall be")
    parser.add_argument(
        "--direction",
        choices=OF_DIRECTION,
        default="response",
        help="who writes what a JSON Schema describes: response, this service (default), as an "
        "event; request, its clients, as a webhook",
    )
    parser.add_argument(
        "--format", choices=("text", "json", "markdown"), default="text", help="default: text"
    )
    parser.epilog = "example: goldenpath contract diff contracts/openapi.json new.json"


def run(args: argparse.Namespace) -> int:
    """0 where nothing breaks, 1 where something does, 3 where the two cannot be compared."""
    from goldenpath_gates.contracts.document import load
    from goldenpath_gates.contracts.judge import Judged
    from goldenpath_gates.contracts.kinds import EXAMPLES, compare, version

    base, revision = load(args.base), load(args.revision)
    kind = _kind(base, revision, args.direction)
    changes = tuple(compare(kind, base, revision))
    semantic = kind != "embeddings" and kind not in EXAMPLES
    old, new = (version(kind, each) if semantic else None for each in (base, revision))
    judged = Judged(revision.name, old, new, changes, semantic=semantic)
    _say(judged, args.format)
    return int(bool(judged.breaking))


def _kind(base: Document, revision: Document, direction: str) -> Kind:
    from goldenpath_gates.errors import UsageError

    kinds = [_kind_of(each, direction) for each in (base, revision)]
    if kinds[0] != kinds[1]:
        said = " and ".join(
            "JSON Schema" if each in OF_DIRECTION.values() else each for each in kinds
        )
        raise UsageError(f"{base.name} and {revision.name} are {said}: give two of one kind")
    return kinds[0]


def _kind_of(document: Document, direction: str) -> Kind:
    return telling.told(document) or OF_DIRECTION[direction]


def _say(judged: Judged, form: str) -> None:
    from goldenpath_gates import console
    from goldenpath_gates.contracts import listing
    from goldenpath_gates.contracts.breaks import Breaks

    if form == "text":
        for line in _lines(judged):
            console.say(console.plain(line))
        return
    listed = listing.as_json if form == "json" else listing.as_markdown
    console.say(listed([judged], Breaks("")).rstrip("\n"))


def _lines(judged: Judged) -> Iterator[str]:
    from goldenpath_gates.contracts.listing import counted, ordered
    from goldenpath_gates.contracts.rules import rules
    from goldenpath_gates.contracts.semver import consequence, least

    for each in ordered(judged.changes):
        level = "" if each.level == "breaking" else f" ({each.level})"
        what = f"{each.pointer or '/'} {each.message}, {rules()[each.rule].remedy}"
        yield f"{judged.contract}: {each.rule}{level} {what}"
    step = consequence(judged.changes)
    due = least(judged.old, step) or f"a {step} version"
    said = f", {due} is due" if step and judged.semantic else ""
    yield f"{judged.contract}: {counted(judged.changes)}{said}"
