"""A rendered service passes its own train and every linter of the field, whatever was answered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.forges.service import promise_little
from tests.forges.support import actionlint, github_lint, gitlab_merged
from tests.support import (
    ANSWER_SETS,
    HOSTILE,
    ROOT,
    Library,
    Workshop,
    commit,
    fresh_copy,
    questionnaire,
    require,
    service_env,
)

Render = Callable[[str], Path]
ON_GITLAB = [name for name, answers in ANSWER_SETS.items() if answers.get("ci") == "gitlab"]
ON_GITHUB = [name for name in ANSWER_SETS if name not in ON_GITLAB]
CALLED = re.compile(r"uses: acme/goldenpath/(\S+)@")
CHECKOV = "checkov==3.3.30"
OWN_TRAIN = ("lint", "unit", "contract")
LINTED = [n for n in ANSWER_SETS if n != "defaults" and not n.endswith("-py-newest")]
"""The README's first run judges the defaults; no line depends on the Python and an answer more."""
WHOLE = ("hostile", "no-auth")
"""Tests and promises depend on the Python, on names and on `auth`, on no other answer. The README's
first run has those of the defaults."""
FRAMEWORKS = ("github_actions", "gitlab_ci", "dockerfile")

each_set = pytest.mark.parametrize("name", ANSWER_SETS)
on_github = pytest.mark.parametrize("name", ON_GITHUB)
on_gitlab = pytest.mark.parametrize("name", ON_GITLAB)


def tool(name: str) -> str:
    """A linter of the development environment."""
    beside = Path(sys.executable).parent
    found = shutil.which(name, path=f"{beside}") or shutil.which(name)
    require(found, name)
    return str(found)


def passes(cwd: Path, *command: str | Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def workflows(service: Path) -> list[Path]:
    return sorted(service.glob(".github/workflows/*.yml"))


# ---- its own train ----------------------------------------------------------------------------


@pytest.fixture
def reports(workshop: Workshop, name: str) -> Path:
    """What the service's own stages said, run once by its own `./ci`."""

    stages = OWN_TRAIN if name in WHOLE else OWN_TRAIN[:1]

    def run(folder: Path) -> None:
        shutil.copytree(workshop.render(name), folder, dirs_exist_ok=True, symlinks=True)
        promise_little(folder, examples=10)  # what happens when a model fails depends on no answer
        commit(folder, "fewer promises")
        commit(folder, "a push of its own")
        command = ("./ci", "run", "--keep-going", *stages)
        done = subprocess.run(
            command, cwd=folder, env=service_env(), capture_output=True, text=True, check=False
        )
        (folder / "reports").mkdir(exist_ok=True)
        (folder / "reports" / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")

    return workshop.once(f"judged/{name}", run) / "reports"


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        *((name, "lint") for name in LINTED),
        *((name, stage) for name in WHOLE for stage in OWN_TRAIN[1:]),
    ],
)
def test_own_train(reports: Path, stage: str) -> None:
    said = (reports / "said.txt").read_text(encoding="utf-8")
    assert (reports / f"{stage}.json").is_file(), said
    report = json.loads((reports / f"{stage}.json").read_text(encoding="utf-8"))
    assert report["verdict"] == "passed", said


def test_no_service_is_named_like_what_it_depends_on(render: Render) -> None:
    """Only the direct ones: which packages those bring changes from day to day."""
    project = tomllib.loads((render("defaults") / "pyproject.toml").read_text(encoding="utf-8"))
    needed = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in needed}
    assert "fastapi" in names
    reserved = yaml.safe_load(questionnaire()["reserved_slugs"]["default"])
    assert names - set(reserved) == set()


@pytest.mark.parametrize("name", WHOLE)
def test_the_answered_python_runs_it(reports: Path, name: str) -> None:
    wanted = ANSWER_SETS[name].get("python_version", "3.11")
    configured = (reports.parent / ".venv" / "pyvenv.cfg").read_text(encoding="utf-8")
    version = next(line for line in configured.splitlines() if line.startswith("version_info"))
    assert version.split("=")[1].strip().startswith(f"{wanted}.")


# ---- linters of both forges -------------------------------------------------------------------


@pytest.fixture
def self_referring(render: Render, name: str, tmp_path: Path) -> Path:
    """Only the form `$/` is linted to the end; the server form `./` has the same meaning."""
    service = fresh_copy(render(name), tmp_path)
    for path in workflows(service):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("uses: ./.github", "uses: $/.github"), encoding="utf-8")
    return service


@each_set
def test_zizmor(self_referring: Path, name: str) -> None:
    audit = ("--no-config", "--no-ignores", "--persona=auditor", "--strict-collection")
    said = passes(ROOT, tool("zizmor"), "--offline", *audit, self_referring)
    audited = {line.rpartition(f"{name}/")[2] for line in said.splitlines() if "completed" in line}
    expected = [str(path.relative_to(self_referring)) for path in workflows(self_referring)]
    assert audited == {".pre-commit-config.yaml", *expected}


@on_github
def test_github_language_service(self_referring: Path) -> None:
    assert github_lint(self_referring, map={"acme/goldenpath": ROOT}) == []


@on_github
def test_actionlint(self_referring: Path) -> None:
    assert actionlint(workflows(self_referring)) == []


@on_github
def test_github_schemas(render: Render, name: str) -> None:
    paths = workflows(render(name))
    assert paths
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        passes(ROOT, tool("check-jsonschema"), "--builtin-schema", schema, *paths)


@each_set
def test_renovate_schema(render: Render, name: str) -> None:
    path = render(name) / "renovate.json"
    passes(ROOT, tool("check-jsonschema"), "--builtin-schema", "vendor.renovate", path)


def complete(workshop: Workshop, name: str) -> Path:
    """The service with all of its pipeline in it: what it includes or calls from elsewhere too."""

    def make(folder: Path) -> None:
        service = fresh_copy(workshop.render(name), folder)
        (join_gitlab if name in ON_GITLAB else join_github)(service, workshop.library())
        commit(service)

    return workshop.once(f"complete/{name}", make) / name


def join_github(service: Path, _: Library) -> None:
    for called in CALLED.findall((service / ".github/workflows/ci.yml").read_text("utf-8")):
        shutil.copy(ROOT / called, service / called)


def join_gitlab(service: Path, library: Library) -> None:
    localise(service)
    bare = library.folder / "hosts" / "goldenpath.git"
    out = service.parent / "out"
    whole = gitlab_merged(service, out=out, libraries={"acme/goldenpath": bare})
    text = yaml.safe_dump(whole, sort_keys=False)
    (service / ".gitlab-ci.yml").write_text(text, encoding="utf-8")


def localise(service: Path) -> None:
    """Puts the file of a remote include, which would need a network, into the repository."""
    path = service / ".gitlab-ci.yml"
    pipeline = yaml.safe_load(path.read_text(encoding="utf-8"))
    for include in pipeline["include"]:
        if address := include.pop("remote", None):
            assert address.endswith("/workflows/gitlab/train.yml")
            shutil.copy(ROOT / "workflows" / "gitlab" / "train.yml", service / "train.yml")
            include["local"] = "/train.yml"
    path.write_text(yaml.safe_dump(pipeline, sort_keys=False), encoding="utf-8")
    commit(service)


@on_gitlab
def test_gitlab_schema(workshop: Workshop, name: str) -> None:
    schema = ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    own = [workshop.render(name) / path for path in (".gitlab-ci.yml", ".gitlab/extra.yml")]
    whole = complete(workshop, name) / ".gitlab-ci.yml"
    passes(ROOT, tool("check-jsonschema"), *schema, *own, whole)


@on_gitlab
def test_gitlab_ci_verify(workshop: Workshop, name: str) -> None:
    for repository in (workshop.render(name), complete(workshop, name)):
        passes(repository, tool("gitlab-ci-verify"), "--no-lint-api")


# ---- the rest ---------------------------------------------------------------------------------


@each_set
def test_shellcheck(render: Render, name: str) -> None:
    passes(render(name), tool("shellcheck"), "ci")


@each_set
def test_hadolint(render: Render, name: str) -> None:
    passes(render(name), tool("hadolint"), "--failure-threshold=style", "Dockerfile")


@each_set
def test_ruff(render: Render, name: str) -> None:
    """The rules that ruff has on by default, and those for security outside the tests."""
    rules = ("--extend-select=S", "--per-file-ignores=tests/**:S", "--line-length=100")
    passes(render(name), tool("ruff"), "check", "--isolated", "--no-cache", *rules, ".")


@pytest.fixture(scope="module")
def checkov(workshop: Workshop) -> list[dict[str, Any]]:
    """The results of one run over all services: its start costs more than its checks."""
    uv = tool("uv")

    def run(folder: Path) -> None:
        services = [option for name in ANSWER_SETS for option in ("-d", complete(workshop, name))]
        command = [uv, "tool", "run", "--quiet", "--from", CHECKOV, "checkov", *services]
        command += ["--skip-download", "--framework", *FRAMEWORKS]
        command += ["-o", "json", "--output-file-path", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert (folder / "results_json.json").is_file(), done.stdout + done.stderr

    path = workshop.once("checkov", run) / "results_json.json"
    results: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return results


@each_set
def test_checkov(checkov: list[dict[str, Any]], name: str) -> None:
    failed, passed = (checks(checkov, kind, name) for kind in ("failed_checks", "passed_checks"))
    assert failed == []
    pipeline = "/.gitlab-ci.yml" if name in ON_GITLAB else "/.github/workflows/"
    judged = {path for _, path in passed}
    assert "/Dockerfile" in judged
    # Checkov's schema knows no `attestations`, which only github.com has, and skips such a workflow
    # without a word. Those of an Enterprise Server are the same but for that.
    known = name in ON_GITLAB or ANSWER_SETS[name].get("github_host") == "ghes"
    assert any(path.startswith(pipeline) for path in judged) is known, judged
    assert sum(result["summary"]["parsing_errors"] for result in checkov) == 0


def checks(results: list[dict[str, Any]], kind: str, name: str) -> list[tuple[str, str]]:
    return [
        (check["check_id"], check["file_path"])
        for result in results
        for check in result["results"][kind]
        if f"/complete/{name}/{name}/" in check["file_abs_path"]
    ]


# ---- hostile text -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in ANSWER_SETS if "hostile" in name])
def test_hostile_text_arrives_unchanged(render: Render, name: str) -> None:
    service = render(name)
    read = {
        path: tomllib.loads((service / path).read_text(encoding="utf-8"))
        for path in ("pyproject.toml", "goldenpath.toml")
    }
    (first, *_) = yaml.safe_load_all((service / "slo.yaml").read_text(encoding="utf-8"))
    assert read["goldenpath.toml"]["service"]["name"] == HOSTILE
    assert read["pyproject.toml"]["project"]["description"] == HOSTILE * 2
    assert first["metadata"]["displayName"] == HOSTILE
    assert first["spec"]["description"] == HOSTILE * 2
    assert (service / "README.md").read_text(encoding="utf-8").startswith(f"# {HOSTILE}\n")


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip), ("true", pytest.fail)])
def test_a_missing_tool_is_no_pass(monkeypatch: pytest.MonkeyPatch, ci: str, outcome: Any) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome.Exception, match="nosuchtool is missing"):
        tool("nosuchtool")
