"""Formats, validates and tests modules and their examples, and prints what Terraform says."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.terraform.support import MODULES, copied, succeeded, terraform


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("tests.terraform", description=__doc__)
    parser.add_argument("modules", nargs="*", help="names; without any, all of them")
    names = parser.parse_args(argv).modules or sorted(path.name for path in MODULES.iterdir())
    print(succeeded(MODULES, "fmt", "-recursive", *names), end="")
    with TemporaryDirectory() as folder:
        return max(_checked(name, Path(folder)) for name in names)


def _checked(name: str, into: Path) -> int:
    module = copied(MODULES / name, into)
    failed = 0
    for folder in (module, *sorted(module.glob("examples/*"))):
        commands = [["init", "-input=false", "-no-color"], ["validate", "-no-color"]]
        if folder == module:
            commands.append(["test", "-no-color", "-test-directory=tests/unit"])
        for command in commands:
            done = terraform(folder, *command)
            if done.returncode or command[0] == "test":
                print(f"{folder.relative_to(module.parent)}: terraform {command[0]}\n{done.stdout}")
            if done.returncode:
                failed = 1
                break
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
