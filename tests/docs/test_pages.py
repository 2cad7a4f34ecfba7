"""What the code offers is documented, and the generated parts are as the code has them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from goldenpath_gates import __main__ as cli
from goldenpath_gates import config

ROOT = Path(__file__).resolve().parents[2]

DOCS = ROOT / "docs"
STAGES = [
    row["id"] for row in yaml.safe_load((ROOT / "workflows/stages.yml").read_text())["stages"]
]
HEADINGS = (
    "Why it matters",
    "What it runs",
    "Example",
    "Configure it",
    "When it is incomplete",
    "Make an exception",
)


def headings(page: Path) -> list[str]:
    return re.findall(r"^## (.+)$", page.read_text("utf-8"), re.M)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_a_section(command: str) -> None:
    assert command in headings(DOCS / "commands.md")


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_page_of_one_shape(stage: str) -> None:
    page = DOCS / "stages" / f"{stage}.md"
    assert page.read_text("utf-8").startswith(f"# {stage}\n")
    assert tuple(headings(page)) == HEADINGS


def test_every_page_of_a_stage_has_a_stage() -> None:
    assert sorted(path.stem for path in (DOCS / "stages").glob("*.md")) == sorted(STAGES)


def test_every_key_is_documented() -> None:
    page = (DOCS / "configuration.md").read_text("utf-8")
    for name, section in config.schema()["properties"].items():
        for key, schema in section["properties"].items():
            place = f"`[{name}.{key}] " if "properties" in schema else f"`[{name}] {key}`"
            assert place in page


def test_generated_parts_are_current(
    generate: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_every_generated_part_has_a_place(generate: ModuleType) -> None:
    pages = "".join(page.read_text("utf-8") for page in DOCS.rglob("*.md"))
    for name in generate.SECTIONS:
        assert pages.count(f"<!-- {name}: begin -->\n") == 1, name
        assert pages.count(f"<!-- {name}: end -->\n") == 1, name


def test_drift_is_said(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- settings: begin -->\nold\n<!-- settings: end -->\n", "utf-8")
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main(["--check"]) == 1
    assert "old" in page.read_text("utf-8")
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
