"""The library's own hooks, run by the library itself.

At commit time pre-commit installs them from the commit that `.pre-commit-config.yaml` names. The
lint stage *is* that commit: it runs them from its own environment, which takes no second
installation and works where the library's address does not lead anywhere. All of them run, on the
files that the library says: of what the service's file tunes, only `exclude` and harmless `args`
count here, so that no line of a change makes a check pass unseen.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from goldenpath_gates import library
from goldenpath_gates.errors import UsageError

MANIFEST = ".pre-commit-hooks.yaml"
CONFIG = ".pre-commit-config.yaml"
SIGN = "check-pin"
"""The hook by which the library's entry is told from other repositories."""
OPTIONS = {
    "check-rejects": {"--allow"},
    "format-json": {"--check", "--indent"},
    "format-yaml": {"--check"},
    "prompt-lint": {"--strict"},
}
"""The arguments that leave a hook its work; others, such as `--list`, would end it early."""
Hook = dict[str, Any]


def manifest() -> list[Hook]:
    """Every hook of the library, as pre-commit reads them."""
    hooks: list[Hook] = yaml.safe_load(library.data(MANIFEST).read_text(encoding="utf-8"))
    return hooks


def run_from_here(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same configuration, with the library's hooks as programs of this environment."""
    tuned = _tuned(config)
    own = {"repo": "local", "hooks": [_local(hook, tuned.get(hook["id"])) for hook in manifest()]}
    return {**config, "repos": [own, *(e for e in config["repos"] if not _ours(e))]}


def hidden(config: Mapping[str, Any], paths: Iterable[str]) -> int:
    """How many of the files an `exclude`, or the top level's `files`, keeps from a hook of ours."""
    patterns = [config.get("exclude"), *(hook.get("exclude") for hook in _tuned(config).values())]
    excluding = [re.compile(str(pattern)) for pattern in patterns if pattern]
    including = re.compile(str(config.get("files", "")))
    return sum(
        not including.search(path) or any(pattern.search(path) for pattern in excluding)
        for path in paths
    )


def _ours(entry: Any) -> bool:
    hooks = entry.get("hooks", []) if isinstance(entry, dict) else []
    return any(isinstance(hook, dict) and hook.get("id") == SIGN for hook in hooks)


def _tuned(config: Mapping[str, Any]) -> dict[str, Hook]:
    hooks = [hook for entry in config["repos"] if _ours(entry) for hook in entry["hooks"]]
    tuned = {str(hook["id"]): hook for hook in hooks if isinstance(hook, dict) and "id" in hook}
    if len(tuned) < len(hooks):
        raise UsageError(f"{CONFIG}: each hook of the library needs an id, and stands there once")
    return tuned


def _local(hook: Hook, tuned: Hook | None) -> Hook:
    kept = {key: value for key, value in (tuned or {}).items() if key in ("args", "exclude")}
    _check(hook["id"], kept.get("args", ()))
    module = f"goldenpath_hooks.{hook['id'].replace('-', '_')}"
    # -P: a folder of the same name in the service that is being judged is never taken for ours.
    entry = shlex.join((sys.executable, "-P", "-m", module))
    return {**hook, **kept, "entry": entry, "language": "unsupported", "stages": ["pre-commit"]}


def _check(hook: str, args: Iterable[Any]) -> None:
    given = {str(arg).partition("=")[0] for arg in args if str(arg).startswith("-")}
    if strange := sorted(given - OPTIONS.get(hook, set())):
        allowed = ", ".join(sorted(OPTIONS.get(hook, ()))) or "none"
        raise UsageError(f"{CONFIG}: {hook} with {strange[0]} would judge less; allowed: {allowed}")
