"""What `.pre-commit-hooks.yaml` lists exists, is documented, and matches the files it should."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from typing import Any

import pytest
import yaml

from tests.support import ROOT, Workshop

MANIFEST: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)
BY_ID = {hook["id"]: hook for hook in MANIFEST}
HEADINGS = {"Why it matters", "Example", "Configure it", "Make an exception"}
# A hook that never matches passes for ever: paths that each pattern takes, and that it leaves.
PATHS = {
    "prompt-lint": (
        ("prompts/a.prompty", "a.prompt", "x/y.prompt.yml", "promptfooconfig.yaml")
        + ("evals/promptfooconfig.smoke.json", "prompts/deep/b.j2", "app/prompt/c.jinja2"),
        ("prompts/prompts.lock", "templates/page.j2", "a.prompty.bak", "src/prompts.py"),
    ),
    "check-schemas": (
        ("goldenpath.toml", "slo.yaml", "flags/flags.json", "evals/golden.jsonl"),
        ("docs/goldenpath.toml", "slo.yml", "flags/other.json", "evals/a/b.jsonl", "evals/a.json"),
    ),
    "check-references": (
        ("flags/flags.json", "prompts/prompts.lock", "src/a_b/prices.yaml", "goldenpath.toml"),
        ("src/a/b/prices.yaml", "docs/flags/a.md"),
    ),
    "check-pin": (
        ("ci", ".copier-answers.yml", ".pre-commit-config.yaml", ".gitlab-ci.yml")
        + (".gitlab/goldenpath.yml", ".github/workflows/ci.yml"),
        ("ci.py", "src/ci", ".github/CODEOWNERS"),
    ),
}


def test_each_pattern_has_paths() -> None:
    assert set(PATHS) == {hook["id"] for hook in MANIFEST if "files" in hook}


@pytest.mark.parametrize("hook", PATHS)
def test_a_pattern_takes_its_files_and_no_other(hook: str) -> None:
    pattern = re.compile(BY_ID[hook]["files"])
    taken, left = PATHS[hook]
    assert [path for path in taken if not pattern.search(path)] == []
    assert [path for path in left if pattern.search(path)] == []


@pytest.mark.parametrize("hook", BY_ID)
def test_a_hook_is_a_command_and_a_module_of_the_same_name(hook: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module = f"goldenpath_hooks.{hook.replace('-', '_')}"
    assert BY_ID[hook]["entry"] == hook
    assert project["scripts"][hook] == f"{module}:main"
    with pytest.raises(SystemExit) as ended:
        import_module(module).main(["--help"])
    assert ended.value.code == 0


@pytest.mark.parametrize("hook", BY_ID)
def test_a_hook_has_a_page_of_one_shape(hook: str) -> None:
    page = (ROOT / "docs" / "hooks" / f"{hook}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {hook}\n")
    assert set(re.findall(r"^## (.+)$", page, re.M)) >= HEADINGS


def test_a_service_uses_every_hook(workshop: Workshop) -> None:
    service = workshop.render("defaults")
    config = yaml.safe_load((service / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    own = config["repos"][0]
    assert [hook["id"] for hook in own["hooks"]] == list(BY_ID)
    assert own["repo"] == workshop.library().checkout.as_uri()
