"""Print sample events of a JSON Schema, or values that each break one demand of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates.contracts.commands import telling
from goldenpath_gates.errors import UsageError

if TYPE_CHECKING:
    from goldenpath_gates.contracts.document import Node

EXAMPLE = "goldenpath contract sample contracts/events/order.schema.json --count 3"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="JSON Schema or OpenAPI document")
    add("--count", type=int, metavar="N",
        help="at most so many lines (default: 1; with --broken all)")  # fmt: skip
    add("--seed", type=int, default=7, metavar="N",
        help="another seed, other values (default: %(default)s)")  # fmt: skip
    add("--broken", action="store_true", help="each line breaks one demand, and says which")
    add("--pointer", default="", metavar="P",
        help="of the schema in the document, such as /components/schemas/Order")  # fmt: skip
    parser.epilog = f"example: {EXAMPLE}"


def run(args: argparse.Namespace) -> int:
    """Raises DocumentError where the schema is not there or cannot be met."""
    import json

    from goldenpath_gates import console
    from goldenpath_gates.contracts.document import load

    if args.count is not None and args.count < 1:
        raise UsageError(f"--count {args.count}: ask for at least one line")
    document = load(args.file)
    if args.pointer and not args.pointer.startswith("/"):
        raise UsageError(f"--pointer {args.pointer}: a JSON Pointer begins with /")
    if not args.pointer and (kind := telling.told(document)):
        raise UsageError(
            f"{args.file} is no JSON Schema ({kind}); name a schema in it, as in "
            "--pointer /components/schemas/Order"
        )
    node = document.node(args.pointer)
    lines = _broken(node, args.seed, args.count) if args.broken else _valid(node, args)
    for line in lines:
        console.say(json.dumps(line))
    return 0


def _valid(node: Node, args: argparse.Namespace) -> Iterator[Any]:
    from goldenpath_gates.contracts.mock.samples import sample

    for number in range(args.count or 1):
        yield sample(node, args.seed + number, "response")


def _broken(node: Node, seed: int, count: int | None) -> Iterator[dict[str, Any]]:
    from goldenpath_gates.contracts.mock.broken import broken

    for name, event in islice(broken(node, seed), count):
        yield {"breaks": name, "event": event}
