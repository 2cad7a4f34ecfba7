"""What the made-up next release changes: each managed file, the questionnaire, seeded files."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import ownership

NEXT = "v999.0.0"  # a release that changes every managed file and brings new seeded ones
BUMP = "v999.0.1"  # a release that changes nothing but its number

NEW_SEEDED = "NOTES.md"
NEW_QUESTION = "data_region"
NEW_DEFAULT = "eu"
NEW_CHOICE = {"licence": "MPL-2.0"}
NEW_TEXT = "# Notes\n\nRegion {{ data_region }}, licence {{ licence }}.\n"

QUESTION = f"""\
{NEW_QUESTION}:
  type: str
  help: In which region may a model see the data?
  default: {NEW_DEFAULT}
  choices: [{NEW_DEFAULT}, us]

"""
SEEDED_ROW = f"    {NEW_SEEDED}: {{owner: seeded, since: {NEXT[1:]}}}\n"
# The first rendered line, where a template begins with something else.
HEADER = re.compile(r"(?:# Goldenpath renders this.*|#!/bin/sh|# .* goldenpath manages this .*)\n")
# File, pattern that is there once, replacement.
CHANGES = [
    ("copier.yml", r"^peak_rps:\n", rf"{QUESTION}\g<0>"),
    ("copier.yml", r"  choices: \[Proprietary, ", rf"\g<0>{NEW_CHOICE['licence']}, "),
    ("copier.yml", r"^    README\.md: .*\n", rf"{SEEDED_ROW}\g<0>"),
    # the last line of ours before each place where teams add
    ("template/.pre-commit-config.yaml.jinja", r"(\[check-jsonschema==)[\d.]+", r"\g<1>999.0.0"),
    ("template/renovate.json.jinja", r'("commitMessageTopic": ")goldenpath"', r'\g<1>template"'),
    ("template/.github/workflows/ci.yml.jinja", r"/goldenpath\.yml(?=\n)", r"\g<0> # new here"),
]


def make_changes(checkout: Path) -> None:
    (checkout / "template" / f"{NEW_SEEDED}.jinja").write_text(NEW_TEXT, encoding="utf-8")
    for path, pattern, new in CHANGES:
        replace_once(checkout / path, pattern, new)


def set_version(checkout: Path, tag: str) -> None:
    new = rf"\g<1>{tag[1:]}"
    replace_once(checkout / "copier.yml", r'(library_version: .*default: ")[^"]*', new)
    replace_once(checkout / "pyproject.toml", r'^(version = ")[^"]*', new)


def replace_once(file: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, file.read_text(encoding="utf-8"), flags=re.M)
    assert count == 1, f"{file.name} has {pattern} {count} times"
    file.write_text(text, encoding="utf-8")


def change_every_managed_file(checkout: Path) -> None:
    """A new line near the top, where no extension point is; twice where a file has two variants."""
    markers = {template: marker(path) for path, template in managed_templates(checkout).items()}
    for template, new in markers.items():
        text = template.read_text(encoding="utf-8")
        text, variants = HEADER.subn(rf"\g<0>{new}", text)
        if not variants:
            first, *others = text.splitlines(keepends=True)
            text = "".join([first, new, *others])
        template.write_text(text, encoding="utf-8")


def marker(path: str) -> str:
    return '  "description": "new here",\n' if path.endswith(".json") else "# new here\n"


def managed_templates(checkout: Path) -> dict[str, Path]:
    """Every managed path but the answers file, which Copier writes."""
    rows = ownership(checkout)
    return {
        path: template_of(checkout, path)
        for path, row in rows.items()
        if row["owner"] == "managed" and path != ".copier-answers.yml"
    }


def template_of(checkout: Path, path: str) -> Path:
    """The template of a managed path; Copier strips the suffix from those that substitute, and
    renders the folder that is named after a loop once for each of its turns."""
    plain = checkout / "template" / path
    folder = plain.parent
    if not folder.is_dir():
        (folder,) = folder.parent.glob("{% yield *")
    there = folder / plain.name
    return there if there.is_file() else there.with_name(f"{plain.name}.jinja")
