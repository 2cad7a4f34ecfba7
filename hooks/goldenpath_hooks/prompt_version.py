"""Whether every prompt that changed got the version that is due, and `prompts.lock` is right."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from goldenpath_hooks.findings import FAILED, INCOMPLETE, Finding, HookError, verdict
from goldenpath_hooks.prompts import lock
from goldenpath_hooks.prompts.base import base
from goldenpath_hooks.prompts.base_git import Git
from goldenpath_hooks.prompts.lock_drift import WRITE, drift, misplaced
from goldenpath_hooks.prompts.lock_folder import Contents, Folder
from goldenpath_hooks.prompts.versions_due import judge
from goldenpath_hooks.prompts.versions_past import Past
from goldenpath_hooks.prompts.versions_raise import raised
from goldenpath_hooks.reporters import FORMATS, Report
from goldenpath_hooks.run import concluded


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    return concluded("prompt-version", lambda: _run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("prompt-version", description=__doc__)
    parser.add_argument("filenames", nargs="*", help="ignored: the folder is judged as a whole")
    parser.add_argument("--root", type=Path, default=Path(), help="the folder of the service")
    parser.add_argument("--prompts", metavar="FOLDER", help="where the prompts are in it: prompts")
    parser.add_argument("--against", metavar="REF", help="compare with where HEAD left REF")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="judge and write nothing (the default)")
    mode.add_argument("--write", action="store_true", help="raise the versions, write the lock")
    return parser


def _run(args: argparse.Namespace) -> int:
    folder = _folder(args.root, args.prompts)
    contents, past = folder.now(), Past()
    if contents.entries:
        past = folder.past(_base(folder, args.against), contents)
    rewritten = list(_write(folder, contents, past)) if args.write else []
    for path in rewritten:
        _say(f"Rewriting {path}")
    for name in sorted(folder.untracked()) if args.write else ():
        _say(f"prompt-version: {name} is not in git, so not locked: `git add` it")
    findings = sorted(_findings(folder, folder.now() if rewritten else contents, past))
    print(FORMATS[args.format](Report("prompt-version", findings)), end="")
    asked = any(WRITE in finding.remedy for finding in findings) and not args.write
    if asked and (args.root / "ci").is_file():  # a rendered service has no such command on PATH
        _say("prompt-version: here it is run by `./ci hook prompt-version --write`")
    return FAILED if rewritten else verdict(findings)


def _folder(root: Path, given: str | None) -> Folder:
    name = os.path.normpath(given or "prompts")
    if os.path.isabs(name) or name.startswith(os.pardir):
        raise HookError(f"{name} is not below {root}")
    if given and not (root / name).is_dir():
        raise HookError(f"there is no folder {root / name}")
    git = Git(root)
    return Folder(root, name, git if git.is_repository() else None)


def _base(folder: Folder, against: str | None) -> str | None:
    if folder.git is None and against:
        raise HookError(f"{folder.root} is not in a git repository", INCOMPLETE)
    commit = base(folder.git, folder.name, against, os.environ) if folder.git else None
    if commit is None:
        _say("prompt-version: there is no earlier commit here, only the lock was compared")
    return commit


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _findings(folder: Folder, contents: Contents, past: Past) -> list[Finding]:
    text, path = folder.lock_text(), str(folder.lock)
    faults = list(judge(contents.entries, past))
    rows, broken = lock.parse(path, text)
    findings = [*(fault.finding for fault in faults), *contents.unread, *broken]
    if not broken:
        # Nothing is said twice: what raises the version mends the row too.
        told = {fault.entry.row.key for fault in faults}
        told |= {row.key for row in rows if row.path in contents.unread_paths}
        entries = [one for one in contents.entries if one.row.key not in told]
        left = [row for row in rows if row.key not in told]
        findings += drift(path, left, entries, folder.untracked())
    return findings or list(misplaced(path, text, rows))


def _write(folder: Folder, contents: Contents, past: Past) -> Iterator[Path]:
    """The files that were rewritten."""
    for fault in judge(contents.entries, past):
        path = Path(fault.entry.prompt.path)
        text = path.read_bytes().decode()
        better = raised(text, fault.entry, fault.version) if fault.version else None
        if better:
            path.write_bytes(better.encode())
            yield path
    rows, old = _rows(folder, past), folder.lock_text()
    new = lock.render(rows)
    if new != old and (old or rows):
        folder.write_lock(new)
        yield folder.lock


def _rows(folder: Folder, past: Past) -> list[lock.Row]:
    """What is still wrong keeps the row that it had: a new one would make it right."""
    contents = folder.now()
    wrong = {fault.entry.row.key for fault in judge(contents.entries, past)}
    kept = {
        row.key: row
        for row in lock.rows_in(folder.lock_text())
        if row.path in contents.unread_paths
        or (row.key in wrong and row.version != lock.UNVERSIONED)
    }
    return [*kept.values(), *(one.row for one in contents.entries if one.row.key not in wrong)]


if __name__ == "__main__":
    raise SystemExit(main())
