"""Compiles our rules for machines that have neither OPA nor conftest: `policies.wasm`."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory

OPA = "1.21.1"
"""That in our conftest. Another one compiles other bytes, and in 1.19 other answers."""
FOLDER = Path(__file__).parent
FILE = "policies.wasm"
ENTRYPOINT = "main/deny"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help=f"only compare {FILE}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="with rego/ in it")
    args = parser.parse_args(argv)
    try:
        compiled = compiled_rules(args.folder / "rego")
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.output if isinstance(error, subprocess.CalledProcessError) else error
        print(f"policies: {said}", file=sys.stderr)
        return 3
    target = args.folder / FILE
    if target.is_file() and target.read_bytes() == compiled:
        return 0
    if args.check:
        print(f"{target}: is not what the rules compile to: run python policies/build.py")
        return 1
    target.write_bytes(compiled)
    print(f"{target}: {len(compiled):,} bytes")
    return 0


def compiled_rules(rego: Path) -> bytes:
    """Raises OSError where this OPA is missing, CalledProcessError where it finds a mistake."""
    found = re.search(r"^Version: (\S+)", _run("opa", "version"), re.M)
    if not found or found[1] != OPA:
        raise OSError(f"opa {OPA} is needed, not {found and found[1]}")
    with TemporaryDirectory() as made:
        rules, bundle = Path(made, "rego"), Path(made, "bundle.tar.gz")
        # Names of files are in the module: they must not tell where this machine has them
        ignored = shutil.ignore_patterns("*_test.rego", "*.yaml")
        shutil.copytree(rego, rules, ignore=ignored)
        _run("opa", "build", "-t", "wasm", "-e", ENTRYPOINT, "-o", bundle.name, "rego", cwd=made)
        with tarfile.open(bundle) as archive:
            member = archive.extractfile("/policy.wasm")
            return member.read() if member else b""


def _run(*command: str, cwd: str | None = None) -> str:
    return subprocess.run(
        command, cwd=cwd, check=True, stdout=PIPE, stderr=STDOUT, text=True
    ).stdout


if __name__ == "__main__":
    raise SystemExit(main())
