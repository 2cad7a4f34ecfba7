"""Renders the pipelines of both forges, their callers and the diagram from the stage table."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from documents import HEADER, HERE, ROOT, outputs
from goldenpath_gates.errors import UsageError
from goldenpath_gates.train import Train, parse

FOLDERS = (
    ".github/workflows",
    "template/.github/workflows",
    "template/.gitlab",
    "workflows/github",
    "workflows/gitlab",
)


def orphans(out: Path, expected: dict[str, str]) -> Iterator[str]:
    """Files that carry the header although nothing renders them any more."""
    for folder in FOLDERS:
        for path in sorted((out / folder).glob("*")):
            name = path.relative_to(out).as_posix()
            if name not in expected and path.is_file() and HEADER in path.read_text("utf-8"):
                yield name


def drift(out: Path, expected: dict[str, str]) -> Iterator[str]:
    """What is missing, differs or should be gone, one sentence each."""
    mend = "run python workflows/render.py"
    for name, text in expected.items():
        path = out / name
        if not path.is_file():
            yield f"{name}: is missing, {mend}"
        elif path.read_text("utf-8") != text:
            yield f"{name}: differs from the stage table, {mend}"
    for name in orphans(out, expected):
        yield f"{name}: is rendered from nothing any more, {mend}"


def write(out: Path, expected: dict[str, str]) -> None:
    for name in list(orphans(out, expected)):
        (out / name).unlink()
    for name, text in expected.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def load(path: Path) -> Train:
    """Any table, against the schema of this folder."""
    schema = json.loads((HERE / "stages.schema.json").read_text("utf-8"))
    where = os.path.relpath(path)
    try:
        return parse(yaml.safe_load(path.read_text("utf-8")), schema, where)
    except OSError as error:
        raise UsageError(f"{where}: {error.strerror}, name a stage table") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{where}: not valid YAML: {error}") from None


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    parser.add_argument("--stages", type=Path, default=HERE / "stages.yml", help="the stage table")
    parser.add_argument("--out", type=Path, default=ROOT, help="root of what is written")
    args = parser.parse_args(argv)

    try:
        expected = outputs(load(args.stages))
    except UsageError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if not args.check:
        write(args.out, expected)
        return 0
    found = list(drift(args.out, expected))
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
