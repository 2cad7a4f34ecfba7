"""Writes what the HCL of a module already says into its README: python -m tests.terraform.docs.

In the form and between the marks of terraform-docs, so that either can write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.terraform.modules import read
from tests.terraform.support import MODULES

BEGIN, END = "<!-- BEGIN_TF_DOCS -->\n", "<!-- END_TF_DOCS -->\n"
SECTION = re.compile(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", re.S)


def main() -> int:
    for path in sorted(MODULES.glob("*/README.md")):
        path.write_text(filled(path.parent, path.read_text("utf-8")), "utf-8")
    return 0


def filled(module: Path, text: str) -> str:
    """The README with its generated part as the HCL has it now."""
    assert SECTION.search(text), f"{module.name}/README.md has no {BEGIN.strip()} and {END.strip()}"
    return SECTION.sub(lambda _: generated(module), text)


def generated(module: Path) -> str:
    blocks = read(module)
    parts = (
        ("Requirements", ("Name", "Version"), _requirements(blocks)),
        ("Modules", ("Name", "Source"), _modules(blocks)),
        ("Resources", ("Name", "Type"), _resources(blocks)),
        ("Inputs", ("Name", "Description", "Type", "Default", "Required"), _inputs(blocks)),
        ("Outputs", ("Name", "Description"), _outputs(blocks)),
    )
    return "\n".join(f"## {title}\n\n{_table(head, rows)}" for title, head, rows in parts)


def _requirements(blocks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    (settings,) = blocks["terraform"]
    yield "terraform", settings["required_version"]
    for providers in settings.get("required_providers", ()):
        for name, said in sorted(providers.items()):
            yield name, said["version"]


def _modules(blocks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, (body,) in sorted(blocks.get("module", {}).items()):
        yield name, body["source"]


def _resources(blocks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, said in (("resource", "resource"), ("data", "data source")):
        for made, names in sorted(blocks.get(kind, {}).items()):
            for name in sorted(names):
                yield f"`{made}.{name}`", said


def _inputs(blocks: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, (body,) in sorted(blocks.get("variable", {}).items()):
        required = "default" not in body
        default = "n/a" if required else f"`{json.dumps(body['default'])}`"
        kind = f"`{_line(_expression(body['type']))}`"
        yield name, _line(body["description"]), kind, default, "yes" if required else "no"


def _outputs(blocks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, (body,) in sorted(blocks.get("output", {}).items()):
        yield name, _line(body["description"])


def _expression(text: str) -> str:
    return text.removeprefix("${").removesuffix("}")


def _line(text: str) -> str:
    """In one line, as the cell of a table is; what HCL separates by lines gets commas."""
    inner = re.sub(r"(?<=[\w)}\]\"])\n\s*(?=\w)", ", ", text.strip())
    return re.sub(r"\s+", " ", inner)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = list(rows)
    if not lines:
        return "None.\n"
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n"
        for line in (head, ["---"] * len(head), *lines)
    )


if __name__ == "__main__":
    raise SystemExit(main())
