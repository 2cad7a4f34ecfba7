"""The library's own hooks, run by the library itself.

At commit time pre-commit installs them from the commit that `.pre-commit-config.yaml` names. The
lint stage *is* that commit: it runs them from its own environment, which takes no second
installation and works where the library's address does not lead anywhere. All of them run: the
service may tune one (`args`, `exclude`, `stages`), but leaving it out does not switch it off.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from goldenpath_gates import library

MANIFEST = ".pre-commit-hooks.yaml"
SIGN = "check-pin"
"""The hook by which the library's entry is told from other repositories."""
INSTALLED_BY_PRE_COMMIT = ("additional_dependencies", "language_version")
Hook = dict[str, Any]


def manifest() -> list[Hook]:
    """Every hook of the library, as pre-commit reads them."""
    hooks: list[Hook] = yaml.safe_load(library.data(MANIFEST).read_text(encoding="utf-8"))
    return hooks


def run_from_here(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same configuration, with the library's hooks as programs of this environment."""
    entries = config.get("repos", [])
    tuned = {hook["id"]: hook for entry in entries if _ours(entry) for hook in entry["hooks"]}
    own = {"repo": "local", "hooks": [_local(hook, tuned) for hook in manifest()]}
    return {**config, "repos": [own, *(entry for entry in entries if not _ours(entry))]}


def _ours(entry: Any) -> bool:
    hooks = entry.get("hooks", []) if isinstance(entry, dict) else []
    return any(isinstance(hook, dict) and hook.get("id") == SIGN for hook in hooks)


def _local(hook: Hook, tuned: Mapping[str, Hook]) -> Hook:
    module = f"goldenpath_hooks.{hook['id'].replace('-', '_')}"
    whole = {**hook, **tuned.get(hook["id"], {}), "language": "unsupported"}
    # -P: a folder of the same name in the service that is being judged is never taken for ours.
    whole["entry"] = shlex.join((sys.executable, "-P", "-m", module))
    return {key: value for key, value in whole.items() if key not in INSTALLED_BY_PRE_COMMIT}
