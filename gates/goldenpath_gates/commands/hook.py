"""Run one of the library's hooks by hand, such as `hook prompt-version --write`."""

from __future__ import annotations

import argparse
from importlib import import_module


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("hook", help="its id, such as prompt-lint; docs/hooks/README.md lists them")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="what the hook takes")


def run(args: argparse.Namespace) -> int:
    from goldenpath_gates import own_hooks
    from goldenpath_gates.errors import UsageError

    known = [hook["id"] for hook in own_hooks.manifest()]
    if args.hook not in known:
        raise UsageError(f"there is no hook {args.hook}; there are {', '.join(known)}")
    module = import_module(f"goldenpath_hooks.{args.hook.replace('-', '_')}")
    code: int = module.main(args.arguments)
    return code
