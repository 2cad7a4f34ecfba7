"""Whether what flags, prompts and goldenpath.toml name is there."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldenpath_hooks import files
from goldenpath_hooks.findings import Finding
from goldenpath_hooks.prompts.document import Key, Settings
from goldenpath_hooks.run import run
from goldenpath_hooks.service import flagd
from goldenpath_hooks.service.tree import LOCK, PRICES, RULE, Tree

FLAGS = "flags/flags.json"
PROMPTS = "prompts"
CONFIG = "goldenpath.toml"
# Where goldenpath.toml names a file, and where a command some of whose words may be files.
NAMES_A_FILE: tuple[Key, ...] = (("keys", "baseline"),)
NAMES_A_COMMAND: tuple[Key, ...] = (("service", "start"),)
FILE_IN_COMMAND = re.compile(
    r"\.{1,2}/[\w./-]+|[\w][\w./-]*\.(?:py|sh|toml|ya?ml|json|ini|cfg|conf)"
)


def of_flags(tree: Tree) -> Iterator[Finding]:
    settings = tree.settings(Path(FLAGS))
    flags = settings.get("flags") if settings else None
    if settings is None or not isinstance(flags, dict):
        return
    shared = settings.get("$evaluators")
    shared = shared if isinstance(shared, dict) else {}
    for key, message, remedy in _of_rules((), shared, shared):
        yield Finding(FLAGS, settings.at("$evaluators", *key), RULE, message, remedy)
    for name, flag in flags.items():
        for key, message, remedy in _of_flag(flag, shared, tree) if isinstance(flag, dict) else ():
            inside = key if key[:1] == ("$evaluators",) else ("flags", name, *key)
            said = f"flag {name}: {message}"
            yield Finding(FLAGS, settings.at(*inside), RULE, said, remedy)


Named = Iterator[tuple[Key, str, str]]
"""Where something is named that is not there, what it is, and how to mend it."""


def _of_flag(flag: Mapping[str, Any], shared: Mapping[str, Any], tree: Tree) -> Named:
    variants = flag.get("variants")
    variants = variants if isinstance(variants, dict) else {}
    metadata = flag.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    yield from _of_choices(flag, variants, shared)
    yield from _of_rules(("targeting",), flag.get("targeting"), shared)
    if "prompt" in metadata:
        yield from _of_versions(str(metadata["prompt"]), variants, tree)
    if metadata.get("model") is True or metadata.get("kind") == "model":
        yield from _of_models(variants, tree)


def _of_choices(flag: Mapping[str, Any], variants: Mapping[str, Any], shared: Any) -> Named:
    known = f"its variants are {', '.join(variants)}"
    default = flag.get("defaultVariant")
    if isinstance(default, str) and default not in variants:
        yield ("defaultVariant",), f"the default is no variant: {default}", known
    for key, name in flagd.chosen(flag.get("targeting"), ("targeting",), shared):
        if name not in variants:
            yield key, f"targeting chooses what is no variant: {name}", known


def _of_rules(key: Key, rule: Any, shared: Mapping[str, Any]) -> Named:
    known = f"there are {', '.join(shared)}" if shared else "there are none"
    for at, name in flagd.references(rule, key):
        if name not in shared:
            yield at, f"$evaluators holds no rule {name}", known


def _of_versions(prompt: str, variants: Mapping[str, Any], tree: Tree) -> Named:
    versions = (tree.locked or {}).get(prompt)
    if versions is None:
        remedy = "run `prompt-version --write`" if tree.locked is None else "name a locked prompt"
        yield ("metadata", "prompt"), f"{LOCK} holds no version of the prompt {prompt}", remedy
        return
    for name, version in variants.items():
        if version not in versions:
            message = f"{version} is no locked version of the prompt {prompt}"
            yield ("variants", name), message, f"locked: {', '.join(sorted(versions))}"


def _of_models(variants: Mapping[str, Any], tree: Tree) -> Named:
    for name, model in variants.items():
        if model not in (tree.priced or ()):
            yield ("variants", name), f"the model {model} has no price", f"list it in {PRICES}"


def of_prompts(tree: Tree) -> Iterator[Finding]:
    """Where prices are listed: the model of each prompt has one."""
    if tree.priced is None:
        return
    from goldenpath_hooks.prompts.read import read

    for path in _below(tree.root / PROMPTS):
        try:
            document = read(path, files.read(path))
        except files.Unreadable as error:
            yield error.finding
            continue
        found = []
        for prompt in document.prompts:
            if prompt.model and "$" not in prompt.model and prompt.model not in tree.priced:
                at = prompt.settings.at(*prompt.key, "model", "id")
                message = f"the model {prompt.model} has no price"
                found.append(Finding(path, at, RULE, message, f"list it in {PRICES}"))
        yield from files.unwaived(path, document.text, found)


def _below(folder: Path) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        paths = (os.path.normpath(os.path.join(parent, name)) for name in sorted(names))
        yield from files.plain(paths)


def of_config(tree: Tree) -> Iterator[Finding]:
    settings = tree.settings(Path(CONFIG))
    if settings is None:
        return
    found = []
    for key, name in _files_in(settings):
        if not (tree.root / name).exists():
            message = f"there is no file {ascii(name)[1:-1]}"
            found.append(Finding(CONFIG, settings.at(*key), RULE, message, "mend the name"))
    yield from files.unwaived(CONFIG, settings.text, found)


def _files_in(settings: Settings) -> Iterator[tuple[Key, str]]:
    for key in NAMES_A_FILE:
        if isinstance(name := settings.get(*key), str):
            yield key, name
    for key in NAMES_A_COMMAND:
        words = settings.get(*key)
        for word in words if isinstance(words, list) else ():
            if isinstance(word, str) and FILE_IN_COMMAND.fullmatch(word):
                yield key, word


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    parser.add_argument("filenames", nargs="*", help="not read: the whole tree is looked at")
    parser.parse_args(argv)

    def findings() -> list[Finding]:
        tree = Tree(Path())
        found = [*of_flags(tree), *of_prompts(tree), *of_config(tree)]
        return sorted({*tree.unread, *found})

    return run(RULE, findings)


if __name__ == "__main__":
    raise SystemExit(main())
