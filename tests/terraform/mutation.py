"""Takes out every condition of a module, one at a time, and asks its unit tests to notice.

A test that expects a refusal says which variable refuses, not why: without this, two conditions of
one variable could stand in for each other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from goldenpath_gates.policy.terraform.hcl import PARSER
from tree_sitter import Node

from tests.terraform.modules import modules
from tests.terraform.support import MODULES, initialised, terraform

CONDITIONS = (b"validation", b"precondition", b"postcondition")


@dataclass(frozen=True)
class Mutant:
    """`start` and `end` are where the condition is in the file, in bytes; `line` counts from 1."""

    file: str
    line: int
    start: int
    end: int


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("tests.terraform.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="names; without any, all of them")
    names = parser.parse_args(argv).modules or [path.name for path in modules()]
    return max(_judged(name) for name in names)


def _judged(name: str) -> int:
    found = list(mutants(MODULES / name))
    with TemporaryDirectory() as folder:
        copy = initialised(MODULES / name, Path(folder), "-test-directory=tests/unit")
        missed = [mutant for mutant in found if not noticed(copy, mutant)]
    print(f"{name}: {len(found) - len(missed)} of {len(found)} noticed")
    for mutant in missed:
        print(f"  {name}/{mutant.file}:{mutant.line}: nothing fails without this condition")
    return 1 if missed else 0


def mutants(folder: Path) -> Iterator[Mutant]:
    for path in sorted(folder.glob("*.tf")):
        for node in _blocks(PARSER.parse(path.read_bytes()).root_node):
            kind = node.children[0].text
            if kind in CONDITIONS:
                yield Mutant(path.name, node.start_point[0] + 1, node.start_byte, node.end_byte)


def _blocks(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type == "block":
            yield child
        yield from _blocks(child)


def noticed(copy: Path, mutant: Mutant) -> bool:
    path = copy / mutant.file
    whole = path.read_bytes()
    path.write_bytes(whole[: mutant.start] + whole[mutant.end :])
    try:
        return terraform(copy, "test", "-no-color", "-test-directory=tests/unit").returncode != 0
    finally:
        path.write_bytes(whole)


if __name__ == "__main__":
    raise SystemExit(main())
