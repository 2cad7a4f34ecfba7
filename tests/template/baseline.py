"""The baselines that the template ships: python -m tests.template.baseline writes them anew.

Made as a team makes its own, by the command in a rendered service; after a change of the prompt,
the knowledge, the cases, the stub's rules or a scorer they no longer hold.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import ROOT, clone, service_env

FOLDER = ROOT / "template" / "evals"
FILES = ("baseline.jsonl", "nightly-baseline.jsonl", "prompts.snapshot.json")


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        service, library = Path(work) / "service", Path(work) / "library"
        library.mkdir()
        clone(library).copy(service, {})
        subprocess.run(("uv", "lock", "-q"), cwd=service, env=service_env(), check=True)
        for options in ((), ("--nightly", "--repeats", "1")):
            subprocess.run(
                (sys.executable, "-m", "goldenpath_gates", "eval", "baseline", *options)
                + ("--reason", "shipped with the template", "--owner", "goldenpath"),
                cwd=service,
                env={**os.environ, **service_env()},
                check=True,
            )
        for name in FILES:
            shutil.copyfile(service / "evals" / name, FOLDER / name)


if __name__ == "__main__":
    main()
