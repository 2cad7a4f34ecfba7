"""The linters on a table that uses every key; the shipped one is linted in rendered services."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from documents import outputs
from render import load

from tests.forges.support import actionlint, commit_all, github_lint, need_tool
from tests.workflows.support import FULL, GITHUB, GITLAB, ROOT, service, write

FILES = outputs(load(FULL))
ZIZMOR = (
    "zizmor --offline --no-progress --no-config --no-ignores --persona=auditor --strict-collection"
)
GITHUB_SCHEMA = "check-jsonschema --builtin-schema vendor.github-workflows"
TIMEOUT_SCHEMA = "check-jsonschema --builtin-schema custom.github-workflows-require-timeout"
GITLAB_SCHEMA = "check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci"


def succeeds(command: str, folder: Path, *files: str) -> None:
    """The words of the command, run in the folder: green and without a finding."""
    words = command.split()
    need_tool(words[0])
    done = subprocess.run([*words, *files], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(params=["cloud", "ghes"])
def github(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    files = service(FILES, "github", github_host=request.param)
    # The language service and zizmor follow `$/`; GHES knows only its older spelling.
    write(tmp_path, {name: text.replace("uses: ./", "uses: $/") for name, text in files.items()})
    commit_all(tmp_path)
    return tmp_path


@pytest.fixture
def gitlab(tmp_path: Path) -> Path:
    write(tmp_path, service(FILES, "gitlab"))
    extra = (ROOT / "template/.gitlab/extra.yml").read_text("utf-8")
    write(tmp_path, {".gitlab/extra.yml": extra})
    commit_all(tmp_path)
    return tmp_path


def test_github(github: Path) -> None:
    workflows = sorted((github / ".github/workflows").iterdir())
    assert github_lint(github) == []
    assert actionlint(workflows) == []


def test_github_tools(github: Path) -> None:
    succeeds(ZIZMOR, github, ".")
    succeeds(GITHUB_SCHEMA, github, *GITHUB)
    succeeds(TIMEOUT_SCHEMA, github, *GITHUB[1:])


def test_gitlab_tools(gitlab: Path) -> None:
    succeeds(GITLAB_SCHEMA, gitlab, *GITLAB)
    succeeds("gitlab-ci-verify --no-lint-api", gitlab)
