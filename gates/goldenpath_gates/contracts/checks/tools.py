"""Was the model given the tools that are promised?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates.contracts.check import Context, Outcome
from goldenpath_gates.contracts.document import Document, load
from goldenpath_gates.contracts.judge import told
from goldenpath_gates.contracts.kinds import require_form
from goldenpath_gates.contracts.sent import bodies, forgotten
from goldenpath_gates.report import Figure, Finding

PARTS: Mapping[str, Any] = {"description": None, "parameters": {}, "strict": False}
"""What a definition says, and what it stands for where it is left out."""


def run(context: Context) -> Outcome:
    """Raises DocumentError for a definition that cannot be read."""
    folder = context.settings.tools
    files = [_read(path, f"{folder}/{path.name}") for path in _files(context.root / folder)]
    declared = {file.root["function"]["name"]: file for file in files}
    sent = [tool for _, body in bodies(context.model) for tool in _tools(body)]
    differ = (finding for tool in sent for finding in _compared(tool, declared, folder))
    return Outcome(
        (
            Figure("tools declared", len(files)),
            Figure("tools that the model was given", len(sent)),
            *forgotten(context.model),
        ),
        (*_twice(files), *dict.fromkeys(differ)),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _read(path: Path, name: str) -> Document:
    document = load(path, name)
    require_form("tool", document)
    return document


def _twice(files: list[Document]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for file in files:
        name = file.root["function"]["name"]
        if name in first:
            yield told("tool-twice", f"{name} is defined in {first[name]} too", file.name)
        first.setdefault(name, file.name)


def _tools(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    tools = body.get("tools")
    return (each for each in (tools if isinstance(tools, list) else ()) if isinstance(each, dict))


def _compared(
    tool: Mapping[str, Any], declared: Mapping[str, Document], folder: str
) -> Iterator[Finding]:
    """A tool as the chat API takes it (with a `function`), or as the responses API does."""
    function = tool.get("function", tool)
    function = function if isinstance(function, dict) else {}
    name = str(function.get("name", tool.get("type")))
    if name not in declared:
        yield told("tool-undeclared", f"the model was given {name[:100]!r}", folder)
        return
    file = declared[name]
    promised = file.root["function"]
    for part, missing in PARTS.items():
        if _part(function, part, missing) != _part(promised, part, missing):
            yield told(
                "tool-sent-differs", f"the model was given another {part} of {name}", file.name
            )


def _part(function: Mapping[str, Any], part: str, missing: Any) -> Any:
    found = function.get(part)
    return missing if found is None else found
