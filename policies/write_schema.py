"""Writes the schema of `policy.yaml` from that of each domain: python policies/write_schema.py."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

POLICIES = Path(__file__).resolve().parent
WRITTEN = POLICIES.parent / "hooks" / "goldenpath_hooks" / "schemas" / "policy.schema.json"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    args = parser.parse_args(argv)
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if not args.check:
        WRITTEN.write_text(text, "utf-8")
    elif WRITTEN.read_text("utf-8") != text:
        print(f"{WRITTEN.name}: differs from policies/schema, run python policies/write_schema.py")
        return 1
    return 0


def schema() -> dict[str, Any]:
    """`whole.json`, and a property for every other file beside it."""
    folder = POLICIES / "schema"
    whole: dict[str, Any] = json.loads((folder / "whole.json").read_text("utf-8"))
    for path in sorted(folder.glob("*.json")):
        if path.stem != "whole":
            whole["properties"][path.stem] = json.loads(path.read_text("utf-8"))
    return whole


if __name__ == "__main__":
    raise SystemExit(main())
