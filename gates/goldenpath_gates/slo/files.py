"""The files that are made of `slo.yaml` and `policy.yaml`, and whether they still say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from goldenpath_gates.policy.findings import Found
from goldenpath_gates.report import Finding
from goldenpath_gates.slo import analysis, budgets, dashboard, queries, read, rules, thresholds
from goldenpath_gates.slo.source import FILENAME

RULE = "slo-drift"
RULES = "deploy/components/observability/rules.yaml"
DASHBOARD = "deploy/components/observability/dashboard.json"
ANALYSIS = "deploy/components/canary/analysis.yaml"
THRESHOLDS = "load/thresholds.json"
PATHS = (RULES, ANALYSIS, DASHBOARD, THRESHOLDS)
MARK = "Generated from slo.yaml and policy.yaml by `./ci slo render`: change those."
STANDS_FOR = {
    "{{args.namespace}}": "x",
    "{{args.canary-hash}}": "x",
    "$namespace": "x",
    "$__rate_interval": "5m",
}
"""What is filled in later, and something that parses in its place."""


class Dumper(yaml.SafeDumper):
    """Quotes every text, so that none is read as something else: a service may be called `on`."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> Any:
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            key.style = None
        return node


Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, "'")
)


def rendered(root: Path) -> Mapping[str, str]:
    """Path to text. Raises what reading raises; AssertionError for PromQL of ours that is none."""
    promises, spending = read.promises(root), budgets.read(root)
    documents: dict[str, list[Any]] = {
        RULES: [rules.resource(promises, spending)],
        ANALYSIS: analysis.resources(promises),
        DASHBOARD: [dashboard.dashboard(promises, MARK)],
        THRESHOLDS: [{"generated": MARK, "thresholds": thresholds.thresholds(promises)}],
    }
    for path, found in documents.items():
        _require_promql(path, found)
    return {path: _text(path, found) for path, found in documents.items()}


def write(root: Path) -> list[str]:
    """The paths whose text changed."""
    changed = [one.path for one in drift(root) if one.path]
    for path, text in rendered(root).items():
        if path in changed:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
    return changed


def drift(root: Path) -> tuple[Finding, ...]:
    """A finding per file that is missing or says something else than `slo.yaml`."""
    return tuple(
        Finding(RULE, f"{problem}: run `./ci slo render`", path)
        for path, text in rendered(root).items()
        if (problem := _differs(root / path, text))
    )


def found(root: Path) -> Iterator[Found]:
    """The drift, for the stage `policy`; nothing where nothing is promised or nothing deployed."""
    if (root / FILENAME).is_file() and (root / "deploy").is_dir():
        for one in drift(root):
            yield Found(one.rule, one.path or "", one.message)


def _differs(path: Path, text: str) -> str | None:
    try:
        # As text: a checkout may end its lines in another way.
        same = path.read_text("utf-8") == text
    except (OSError, UnicodeDecodeError):
        return "is missing or unreadable"
    return None if same else "is not what slo.yaml and policy.yaml say"


def _text(path: str, documents: list[Any]) -> str:
    if path.endswith(".json"):
        return json.dumps(documents[0], indent=2, ensure_ascii=False) + "\n"
    dumped = yaml.dump_all(
        documents, Dumper=Dumper, sort_keys=False, width=10_000, allow_unicode=True
    )
    return f"# {MARK}\n{dumped}"


def _require_promql(path: str, documents: list[Any]) -> None:
    for query in expressions(documents):
        try:
            queries.parsed(filled(query))
        except ValueError as error:
            raise AssertionError(f"{path}: {query}: {error}") from None


def filled(query: str) -> str:
    """As it may be once somebody asks it."""
    for text, value in STANDS_FOR.items():
        query = query.replace(text, value)
    return query


def expressions(node: Any) -> Iterator[str]:
    """Every PromQL in a document of ours: the texts under `expr` and under a provider's `query`."""
    if isinstance(node, list):
        for one in node:
            yield from expressions(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "expr" or (key == "query" and "address" in node):
                yield value
            else:
                yield from expressions(value)
