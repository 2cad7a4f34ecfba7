"""Whether the pipeline, the hooks, ./ci and the answers file name one commit of the library.

For services that goldenpath rendered: in any other repository there is nothing to compare.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding, HookError, Place
from goldenpath_hooks.run import run
from goldenpath_hooks.service import pins
from goldenpath_hooks.service.pins import ANSWERS, CI, FULL, RULE, Pin

LIBRARY = re.compile(r"^library=", re.M)
NOT_PINNED = re.compile(r"^folder=.*# not pinned", re.M)
RENDERED = re.compile(r"^goldenpath_version:", re.M)
UPDATE = "run `copier update`, which moves all of them"


def find(root: Path) -> list[Finding]:
    ci, answers = pins.text(root, CI), pins.text(root, ANSWERS)
    if not LIBRARY.search(ci) and not RENDERED.search(answers):
        raise HookError(
            f"only services that goldenpath rendered have pins: neither {CI} nor {ANSWERS} is here"
        )
    found, unread = pins.pins(root)
    wrong = sorted({*unread, *_unpinned(ci), *disagreements(found)})
    by_path = groupby(wrong, key=lambda finding: finding.path)
    return [f for path, some in by_path for f in files.unwaived(path, pins.text(root, path), some)]


def _unpinned(ci: str) -> Iterator[Finding]:
    """A service that was rendered from a folder without git has nothing to pin."""
    library = LIBRARY.search(ci)
    if library and not pins.LIBRARY.search(ci) and not NOT_PINNED.search(ci):
        at = Place(ci.count("\n", 0, library.start()) + 1)
        yield Finding(CI, at, RULE, "./ci names no commit of the library", UPDATE)


def disagreements(found: Sequence[Pin]) -> Iterator[Finding]:
    """With the first full commit and the first version that are named."""
    commit = next((pin for pin in found if pin.ref and FULL.fullmatch(pin.ref)), None)
    version = next((pin for pin in found if pin.version), None)
    for pin in found:
        if pin.ref and not pin.short and not FULL.fullmatch(pin.ref):
            message = f"{pin.what}: {pin.ref} is no full commit"
            yield Finding(pin.path, pin.place, RULE, message, _remedy(commit))
        elif pin.ref and commit and commit.ref and not commit.ref.startswith(pin.ref):
            message = f"{pin.what}: commit {pin.ref[:12]} here, {commit.ref[:12]} in {commit}"
            yield Finding(pin.path, pin.place, RULE, message, UPDATE)
        elif pin.version and version and pin.version != version.version:
            message = f"{pin.what}: version {pin.version} here, {version.version} in {version}"
            yield Finding(pin.path, pin.place, RULE, message, UPDATE)


def _remedy(commit: Pin | None) -> str:
    return f"write {commit.ref} as {commit} does" if commit else "write its 40 digits"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    parser.add_argument("filenames", nargs="*", help="not read: the whole service is looked at")
    parser.parse_args(argv)
    return run(RULE, lambda: find(Path()))


if __name__ == "__main__":
    raise SystemExit(main())
