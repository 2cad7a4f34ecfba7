"""A library as small as can be that has every part of the interface, and edits of it."""

from __future__ import annotations

from pathlib import Path

from release.tree import Tree

from tests.support import commit, git

FILES = {
    "pyproject.toml": '[project]\nname = "goldenpath"\nversion = "0.6.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## 0.6.0\n\n### Features\n\n- All of it.\n",
    "copier.yml": """\
_subdirectory: template
licence:
  type: str
  help: Under which licence?
  default: MIT
  choices: [MIT, Apache-2.0]
ci:
  type: str
  help: Which forge?
  default: github
  choices: { GitHub Actions: github, GitLab CI: gitlab }
team:
  type: str
  help: Who owns it?
  default: "@acme/ai-team"
  when: "{{ ci == 'github' }}"
  validator: "{% if not team %}say who{% endif %}"
library_version: { type: str, when: false, default: "0.6.0" }
ownership:
  type: yaml
  when: false
  default: |
    ci: {owner: managed, extend: "nothing"}
    README.md: {owner: seeded, since: 0.1.0}
""",
    ".pre-commit-hooks.yaml": """\
- id: check-all
  name: all is well
  entry: check-all
  language: python
  files: ^a$
""",
    "hooks/goldenpath_hooks/check_all.py": """\
def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("filenames", nargs="*")
    parser.add_argument("--form", choices=("text", "json"), default="text")
""",
    "hooks/goldenpath_hooks/prompts/rules/__init__.py": "",
    "hooks/goldenpath_hooks/prompts/rules/role_missing.py": '"""A rule."""\n',
    "hooks/goldenpath_hooks/schemas/config.schema.json": """\
{"type": "object", "additionalProperties": false, "properties": {
  "unit": {"type": "object", "properties": {"coverage": {"type": "integer", "minimum": 0}}},
  "mode": {"enum": ["strict", "advisory"]}}}
""",
    "gates/goldenpath_gates/__main__.py": 'COMMANDS = ("run", "eval")\n',
    "gates/goldenpath_gates/errors.py": "class UsageError(Exception):\n    exit_code = 2\n",
    "gates/goldenpath_gates/report.py": 'EXIT_CODES: dict = {"passed": 0, "failed": 1}\n',
    "gates/goldenpath_gates/commands/run.py": """\
FORMS = ("text", "json")

def add_arguments(parser):
    add = parser.add_argument
    add("stage", nargs="*")
    add("--form", choices=FORMS)
    add("-j", "--jobs", type=int)
""",
    "gates/goldenpath_gates/commands/eval.py": """\
COMMANDS = ("judge",)
FOLDER = "goldenpath_gates.evals.commands"
""",
    "gates/goldenpath_gates/evals/commands/judge.py": """\
from goldenpath_gates.evals.shared import add_arguments
ACTIONS = {"ask": ask}
""",
    "gates/goldenpath_gates/evals/shared.py": """\
def add_arguments(parser):
    parser.add_argument("records")
""",
    "gates/goldenpath_gates/schemas/report.schema.json": """\
{"type": "object", "additionalProperties": false, "required": ["verdict", "stage"],
 "properties": {"verdict": {"enum": ["passed", "failed"], "description": "How it ended."},
  "stage": {"type": "string"}, "notes": {"type": "array"}}}
""",
    "gates/goldenpath_gates/schemas/evidence.schema.json": """\
{"type": "object", "properties": {"report": {"$ref": "urn:goldenpath:report:1"}}}
""",
    "gates/goldenpath_gates/contracts/rules/schemas.yaml": "enum-narrowed: {level: breaking}\n",
    "policies/rego/api/https.rego": """\
package goldenpath.api

# METADATA
# title: Every server speaks HTTPS
# custom:
#   id: api-https
#   severity: high
deny := 1
""",
    "policies/checkov/rules.yaml": "rules:\n  - {id: CKV_1, severity: low, approvable: true}\n",
    "workflows/stages.yml": """\
version: 1
stages:
  - {id: lint, asks: a question, signoff: true}
  - {id: staging, asks: why, when: main, environment: staging, approval: true, identity: cloud}
""",
    "workflows/gitlab/train.yml": """\
stages: [lint]
variables: { DEPTH: "1" }
.hidden: { script: [false] }
lint: { script: [true] }
""",
    "workflows/github/train-ghes.yml": "on: { workflow_call: }\njobs: { lint: {} }\n",
    "workflows/github/train.yml": """\
on:
  workflow_call:
    inputs:
      egress:
        type: string
        default: audit
      region: { type: string, required: false }
    secrets:
      MODEL_KEY: { required: false }
    outputs:
      digest: { value: x }
jobs:
  lint:
    permissions: { contents: read }
  deploy:
    permissions: { contents: read, actions: write }
""",
}
"""Path to text."""

Edits = dict[str, tuple[str, str]]
"""Path to what is replaced there, once, and by what; of a path that is not there, by all of it."""


def edited(*edits: tuple[str, str, str]) -> dict[str, str]:
    """Each edit is a path, what stands there once, and what shall; "" for a whole new file."""
    files = dict(FILES)
    for path, old, new in edits:
        text = files.get(path, "")
        assert text.count(old) == 1 or not (old or text), (
            f"{path} has {old!r} {text.count(old)} times"
        )
        files[path] = text.replace(old, new) if old else new
    return files


def tree(files: dict[str, str], name: str = "the test") -> Tree:
    return Tree(name, {path: text.encode() for path, text in files.items()})


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def released(folder: Path, *releases: dict[str, str]) -> Path:
    """A repository on main with a commit for each of the releases, the oldest first."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for files in releases:
        write(folder, files)
        commit(folder, "a release")
    return folder
