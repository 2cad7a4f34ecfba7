"""The page says what the code does."""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml
from goldenpath_gates.model_stub import add_arguments
from goldenpath_gates.model_stub.faults import FAULTS, Fault
from goldenpath_gates.model_stub.rules import load_rules
from goldenpath_gates.model_stub.scenario import load_scenario

PAGE = (Path(__file__).parents[3] / "docs" / "model-stub.md").read_text()


def row(fault: Fault) -> str:
    parameters = ", ".join(f"`{key}={p.default}`" for key, p in fault.parameters.items())
    effect = f"{fault.effect} (`stream: true` only)" if fault.stream_only else fault.effect
    return f"| `{fault.name}` | {parameters} | {effect} | {fault.seen} |"


def test_the_table_of_faults() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert table == [row(fault) for fault in FAULTS.values()]


def test_every_option_is_named() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    assert all(f"`{action.option_strings[0]}" in PAGE for action in parser._actions)


def test_the_examples_load(tmp_path: Path) -> None:
    blocks = [block.partition("```")[0] for block in PAGE.split("```yaml\n")[1:]]
    loaders = {"rules": load_rules, "steps": load_scenario}
    seen = set()
    for block in blocks:
        file = tmp_path / "example.yaml"
        file.write_text(block)
        (kind,) = loaders.keys() & yaml.safe_load(block).keys()
        loaders[kind](file)
        seen.add(kind)
    assert seen == set(loaders)
