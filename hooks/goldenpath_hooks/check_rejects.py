""".rej and .orig files that a patch or `copier update` left, ignored ones too."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from goldenpath_hooks.findings import INCOMPLETE, Finding, HookError, Place
from goldenpath_hooks.run import run

RULE = "check-rejects"
LEFT = {
    ".rej": "changes that could not be applied lie here",
    ".orig": "a patch or a merge tool kept the older text here",
}
REMEDIES = {
    ".rej": "carry over to {} what you want of it, then delete this file",
    ".orig": "compare it with {}, then delete this file",
}


def listed(*options: str) -> list[str]:
    """What git lists, below this folder."""
    command = ("git", "ls-files", "-z", *options)
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        raise HookError("git is not installed, nothing was checked", INCOMPLETE) from None
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise HookError(
            f"git lists no files here ({why}), nothing was checked", INCOMPLETE
        ) from None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def leftovers(tracked: Iterable[str], untracked: Iterable[str]) -> Iterator[str]:
    """Copier and patch write `<file>.rej`; an ignored one is seen beside its file only."""
    names = list(tracked)
    yield from (name for name in (*names, *untracked) if name.endswith(tuple(LEFT)))
    yield from (name + end for name in names for end in LEFT if os.path.lexists(name + end))


def find(paths: Iterable[str]) -> Iterator[Finding]:
    for path in paths:
        of, suffix = os.path.splitext(path)
        remedy = REMEDIES[suffix].format(ascii(of))
        yield Finding(path, Place(), RULE, LEFT[suffix], remedy)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    parser.add_argument("filenames", nargs="*", help="not read: the whole tree is looked at")
    parser.add_argument(
        "--allow", action="append", default=[], metavar="PATTERN", help="paths that belong here"
    )
    args = parser.parse_args(argv)

    def findings() -> Iterator[Finding]:
        untracked = listed("--others", "--exclude-standard")
        paths = sorted(set(leftovers(listed(), untracked)))
        return find(p for p in paths if not any(fnmatchcase(p, a) for a in args.allow))

    return run(RULE, findings)


if __name__ == "__main__":
    raise SystemExit(main())
