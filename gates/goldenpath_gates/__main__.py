"""The `goldenpath` command: parses, calls one function, prints, and exits with its code."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from goldenpath_gates import interrupts
from goldenpath_gates.errors import GoldenpathError

EXIT_CODES = (
    "exit codes: 0 passed, 1 failed, 2 wrong usage, 3 incomplete, 4 a bug of goldenpath, "
    "5 waits for an approval"
)
COMMANDS = (
    "run",
    "stages",
    "evidence",
    "serve",
    "approval",
    "contract",
    "deliver",
    "env",
    "eval",
    "flags",
    "gate",
    "hook",
    "image",
    "load",
    "policy",
    "seed",
    "slo",
    "verify",
    "model-stub",
    "issuer",
)


def main(argv: Sequence[str] | None = None) -> int:
    try:
        with interrupts.raised(), _flushed():
            return _run(argv)
    except BrokenPipeError:
        return _reader_gone()


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = _parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
        command: Callable[[argparse.Namespace], int] = args.command
        return command(args)
    except GoldenpathError as error:
        print(f"goldenpath: {error}", file=sys.stderr)
        return error.exit_code
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("goldenpath"):
            return _bug(error)
        print(f"goldenpath: {error.name} is missing: install goldenpath[gates]", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("goldenpath: interrupted, everything it started was stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        return _bug(error)


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """Only the module of the named command is imported: `--version` stays quick."""
    parser = argparse.ArgumentParser(
        prog="goldenpath", description="The release train of this service.", epilog=EXIT_CODES
    )
    parser.add_argument("--version", action=_Version)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    named = next((word for word in argv if not word.startswith("-")), None)
    for name in COMMANDS if named not in COMMANDS else (named,):
        module = import_module(f"goldenpath_gates.commands.{name.replace('-', '_')}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        sub = subparsers.add_parser(name, help=summary, description=summary, epilog=EXIT_CODES)
        module.add_arguments(sub)
        sub.set_defaults(command=module.run)
    return parser


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from goldenpath_gates import library

        print(f"goldenpath {library.version()}")
        parser.exit()


@contextmanager
def _flushed() -> Iterator[None]:
    """What was said is said by the end, so that a reader that went away is noticed here."""
    try:
        yield
    finally:
        sys.stdout.flush()


def _reader_gone() -> int:
    """As `| head -1` ends any other tool. What is still buffered goes nowhere, as Python would
    complain about it at exit (Python library reference, note on SIGPIPE)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _bug(error: BaseException) -> int:
    """Unexpected: one line for the user, and a file that is ready to paste into an issue."""
    fd, name = tempfile.mkstemp(prefix="goldenpath-bug-", suffix=".md")
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        f.write(f"Python {platform.python_version()}, {platform.platform()}\n\n```\n")
        f.write("".join(traceback.format_exception(error)) + "```\n")
    print(
        f"goldenpath: a bug of ours: {type(error).__name__}: {error}; details in {Path(name)}",
        file=sys.stderr,
    )
    return 4


if __name__ == "__main__":
    raise SystemExit(main())
