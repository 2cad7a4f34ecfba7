"""The interface of this library, what changed in it, and the release that follows from that."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from goldenpath_gates.errors import FailedError, GoldenpathError
from goldenpath_hooks.findings import HookError
from goldenpath_hooks.prompts.base_git import Git

from . import demand, notes
from .check import problems
from .difference import difference
from .history import LAST, before, tree_of
from .interface import interface
from .tree import ROOT


def main(argv: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        code: int = args.command(args, Git(args.repository))
        sys.stdout.flush()
    except BrokenPipeError:  # as `| head` ends any tool; Python would complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except GoldenpathError as error:
        print(f"release: {error}", file=sys.stderr)
        return error.exit_code
    except HookError as error:  # what git cannot tell
        print(f"release: {error}", file=sys.stderr)
        return error.code
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m workflows.release", description=__doc__)
    parser.add_argument("--repository", type=Path, default=ROOT, help="default: this one")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    shown = commands.add_parser("interface", help="print it as JSON")
    shown.add_argument("--at", metavar="REV", help="a tag or a commit (default: the work tree)")
    shown.set_defaults(command=_interface)

    compared = commands.add_parser("difference", help="list what changed, the gravest first")
    _two(compared)
    compared.add_argument(
        "--require",
        nargs="?",
        const="",
        metavar="VERSION",
        help="fail where this version (default: that of NEW) is too low for what changed",
    )
    compared.set_defaults(command=_difference)

    told = commands.add_parser("notes", help="print the notes of a release as Markdown")
    _two(told)
    told.add_argument(
        "--at-github",
        metavar="OWNER/NAME",
        default=os.environ.get("GITHUB_REPOSITORY", "OWNER/goldenpath"),
        help="for the commands that verify it (default: GITHUB_REPOSITORY)",
    )
    told.set_defaults(command=_notes)

    checked = commands.add_parser("check", help="judge a tag before it becomes a release")
    checked.add_argument("tag", metavar="TAG")
    checked.add_argument(
        "--branch", default="origin/main", help="which must hold it (default: origin/main)"
    )
    checked.set_defaults(command=_check)

    built = commands.add_parser("build", help="build, try and list what a release consists of")
    built.add_argument("out", type=Path, metavar="FOLDER", help="where it goes; must be empty")
    built.set_defaults(command=_build)
    return parser


def _two(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help=f"a tag or a commit; `{LAST}`: last release")
    parser.add_argument(
        "new", nargs="?", metavar="NEW", help="a tag or a commit (default: the work tree)"
    )


def _interface(args: argparse.Namespace, git: Git) -> int:
    found = interface(tree_of(git, args.at))
    print(json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True, default=str))
    return 0


def _difference(args: argparse.Namespace, git: Git) -> int:
    compared = _compared(args, git)
    print(*compared.changes, sep="\n", end="\n" if compared.changes else "")
    print(compared)
    if args.require is None or not (fault := compared.fault(args.require)):
        return 0
    raise FailedError(fault)


def _notes(args: argparse.Namespace, git: Git) -> int:
    print(notes.text(_compared(args, git), tree_of(git, args.new), args.at_github), end="")
    return 0


def _compared(args: argparse.Namespace, git: Git) -> demand.Compared:
    new = tree_of(git, args.new)
    now = interface(new)
    name = before(git, args.new, now["version"]) if args.old == LAST else args.old
    if name is None:  # the first release: there is nothing that it could break
        return demand.Compared(None, new, [])
    old = interface(tree_of(git, name))
    return demand.Compared(old["version"], new, difference(old, now))


def _check(args: argparse.Namespace, git: Git) -> int:
    found = list(problems(git, args.tag, args.branch))
    print(*found, sep="\n", end="\n" if found else "")
    if not found:
        print(f"{args.tag} is in order")
    return int(bool(found))


def _build(args: argparse.Namespace, git: Git) -> int:
    from . import build

    for line in build.build(git, args.out):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
