"""Which template, prompts and models a service is made of, as its own files say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ANSWERS = ".copier-answers.yml"
REMOTE = re.compile(
    r"(?:git\+)?(?:(?:https?|ssh|git)://[^/]+/|git@[^:/]+:)(?P<path>[^?#]+?)(?:\.git)?/*"
)


def of_service(root: Path) -> dict[str, Any]:
    """`template` (version and commit), `prompts` (name to version), `models` (sorted ids).

    A value that no file states is None or empty: the record says what is known, the gates that
    need a value judge its absence.
    """
    answers = _yaml(_read(root / ANSWERS))
    headers = {path.stem: front_matter(path) for path in sorted(root.glob("prompts/*.prompty"))}
    return {
        "template": _text(answers.get("goldenpath_version")),
        "template_commit": _text(answers.get("_commit")),
        "prompts": {
            name: _text(_mapping(h.get("metadata")).get("version")) for name, h in headers.items()
        },
        "models": sorted({str(m) for h in headers.values() if (m := _model(h)) is not None}),
    }


def library_path(root: Path) -> str:
    """`owner/name` of the library on its forge, as `library_path` of copier.yml says; empty where
    it is a folder of this machine."""
    address = str(_yaml(_read(root / ANSWERS)).get("_src_path") or "")
    for short, host in (("gh:", "https://github.com/"), ("gl:", "https://gitlab.com/")):
        if address.startswith(short):
            address = host + address.removeprefix(short)
    found = REMOTE.fullmatch(address)
    return found["path"] if found else ""


def front_matter(path: Path) -> Mapping[str, Any]:
    """The YAML between the first two `---` lines; empty when there is none that parses."""
    lines = _read(path).splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        return {}
    return _yaml("\n".join(lines[1 : lines.index("---", 1)]))


def flat(versions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rows for a table: one per version, prompts one by one."""
    for key, value in versions.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}: {name}", version or "unknown") for name, version in value.items())
        elif isinstance(value, list):
            yield key, ", ".join(map(str, value)) or "none"
        else:
            yield key.replace("_", " "), str(value or "unknown")


def _model(header: Mapping[str, Any]) -> Any:
    model = header.get("model")
    return model.get("id") if isinstance(model, Mapping) else model


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""


def _yaml(text: str) -> Mapping[str, Any]:
    import yaml

    try:
        return _mapping(yaml.safe_load(text))
    except yaml.YAMLError:
        return {}


def _text(value: Any) -> str | None:
    """A version is text, also where somebody left out the quotes of 1.0."""
    return None if value is None else str(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
