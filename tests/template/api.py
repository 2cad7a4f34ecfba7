"""The questionnaire and the rendered paths as an interface, kept in `api.json`.

`python -m tests.template.api` rewrites it after something was added. It refuses to forget what
services rely on unless `--breaking` says that the next release is a major one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.support import ROOT, ownership, questions

SNAPSHOT = Path(__file__).with_name("api.json")
REFRESH = "refresh the snapshot with `python -m tests.template.api` and commit it"
BREAKING = "that is a breaking change: services lose it with their next update"
Api = dict[str, Any]


def current(library: Path = ROOT) -> Api:
    """Questions with type, choices and default; paths with their owner; what is stored besides."""
    return {
        "questions": {
            name: {
                "type": body["type"],
                "choices": choices(body),
                "default": body["default"],
            }
            for name, body in questions(library).items()
        },
        "paths": {path: row["owner"] for path, row in ownership(library).items()},
    }


def choices(body: dict[str, Any]) -> list[Any]:
    offered = body.get("choices", [])
    return list(offered.values() if isinstance(offered, dict) else offered)


def breaking(old: Api, new: Api) -> list[str]:
    """One sentence for each thing that the old interface promised and the new one does not keep."""
    return [f"{what}: {BREAKING}" for what in _losses(old, new)]


def _losses(old: Api, new: Api) -> Iterable[str]:
    for name, body in old["questions"].items():
        yield from _lost_answers(name, body, new["questions"].get(name))
    for path, owner in old["paths"].items():
        if path not in new["paths"]:
            yield f"{owner} path {path} is gone or renamed"
        elif new["paths"][path] != owner:
            yield f"path {path} is now {new['paths'][path]}, was {owner}"


def _lost_answers(name: str, old: Api, new: Api | None) -> Iterable[str]:
    if new is None:
        yield f"question {name} is gone or renamed"
        return
    if new["type"] != old["type"]:
        yield f"question {name} is now {new['type']}, was {old['type']}"
    if new["choices"] and not old["choices"]:
        yield f"question {name} takes only {new['choices']} now, was free"
    for choice in old["choices"]:
        if choice not in new["choices"]:
            yield f"question {name} no longer offers {choice!r}"


def load() -> Api:
    snapshot: Api = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return snapshot


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--breaking", action="store_true", help="the next release is a major one")
    args = parser.parse_args(argv)

    new = current()
    losses = breaking(load(), new) if SNAPSHOT.is_file() else []
    if losses and not args.breaking:
        print(*losses, sep="\n")
        return 1
    text = json.dumps(new, indent=2, ensure_ascii=False) + "\n"
    SNAPSHOT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
