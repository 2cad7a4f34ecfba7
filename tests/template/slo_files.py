"""The template's copies of what `goldenpath slo render` makes.

`python -m tests.template.slo_files` writes them. Copier runs no programs, so a new service gets
these files rendered from Jinja. They are made by the renderer itself, from a service with answers
that occur nowhere else; each is then replaced by the expression that `slo.yaml.jinja` has for it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import copier
from goldenpath_gates.slo import files

from tests.support import ROOT

TEMPLATE = ROOT / "template"
SOURCES = ("slo.yaml.jinja", "policy.yaml.jinja")
ANSWERS: Mapping[str, Any] = {
    "project_name": "Qq Sentinel",
    "team": "@zz/owners",
    "p95_ms": 34561,
    "p95_ai_ms": 234567,
    "availability": 98.76543,
    "cost_per_1000_usd": 4321.9876,
}
SHORT = "regex_replace('0+$', '') | regex_replace('[.]$', '')"
TARGET = "(availability / 100) | round(7)"
TTFT = "(p95_ai_ms / 3000) | round(6)"
EXPRESSIONS = {
    "qq-sentinel": "project_slug",
    "zz-owners": "team_slug",
    "34.561": "p95_ms / 1000",
    "34561": "p95_ms",
    "234.567": "p95_ai_ms / 1000",
    "234567": "p95_ai_ms",
    "78.189": TTFT,
    "78189": f"'%.7f' | format(1000 * ({TTFT})) | {SHORT}",
    "0.9876543": TARGET,
    "0.9506172": "(1 - 4 * (1 - availability / 100)) | round(7)",
    "0.0123457": f"'%.7f' | format(1 - {TARGET}) | {SHORT}",
    "4321.9876": "'%.4f' | format(cost_per_1000_usd) | regex_replace('0+$', '') "
    "| regex_replace('[.]$', '.0')",
}


def paths() -> list[Path]:
    return [TEMPLATE / f"{path}.jinja" for path in files.PATHS]


def twins() -> dict[Path, str]:
    """Path of each template to its text."""
    with tempfile.TemporaryDirectory() as folder:
        service = Path(folder) / "service"
        render(service, ANSWERS, SOURCES)
        texts = map(_templated, files.rendered(service).values())
        return dict(zip(paths(), texts, strict=True))


def render(service: Path, answers: Mapping[str, Any], names: Iterable[str]) -> None:
    """Only these files of the template; quicker than all of it."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shutil.copy(ROOT / "copier.yml", folder)
        for name in names:
            target = Path(folder, "template", name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(TEMPLATE / name, target)
        copier.run_copy(folder, service, dict(answers), defaults=True, quiet=True)


def _templated(text: str) -> str:
    assert not {"{%", "{#"} & {text[i : i + 2] for i in range(len(text))}
    expressions = {"{{": "'{{'", **EXPRESSIONS}
    said = re.compile("|".join(map(re.escape, sorted(expressions, key=len, reverse=True))))
    return said.sub(lambda match: f"{{{{ {expressions[match[0]]} }}}}", text)


def main() -> None:
    for path, text in twins().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
