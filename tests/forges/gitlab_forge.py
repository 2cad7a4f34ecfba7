"""GitLab without GitLab: gitlab-ci-local runs or merges the pipeline of a repository."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.forges.tools import HERE, NODE_MODULES, git, need_node, need_tool, run

PROGRAM = NODE_MODULES / "gitlab-ci-local" / "dist" / "index.js"
PROJECT_URL = "https://gitlab.com/acme/svc.git"
EVENTS: dict[str, dict[str, str]] = {
    "push": {},
    "merge_request": {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_COMMIT_BRANCH": ""},
    "schedule": {"CI_PIPELINE_SOURCE": "schedule"},
}
ARTIFACTS = Path(".gitlab-ci-local", "artifacts")
RESULTS = {"PASS": "success", "FAIL": "failure", "WARN": "warning"}
# Behind the name may stand the coverage: ` PASS  unit  87.5% coverage`.
RESULT_LINE = re.compile(r"^ (PASS|FAIL|WARN) +(\S.*?)(?: +[\d.]+% coverage)?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class GitlabRun:
    """A run; a job is success, failure, warning (allowed to fail) or skipped (never started)."""

    exit_code: int
    log: str
    project: Path
    jobs: dict[str, str]

    def artifacts(self, job: str) -> Path:
        """The folder with what the job handed on; it does not exist when that is nothing."""
        return self.project / ARTIFACTS / _file_name(job)

    def reports(self, stage: str) -> Path:
        """What a stage reported: `<stage>.json` and its folder."""
        return self.artifacts(stage) / "reports"

    def job_log(self, job: str) -> str:
        log = self.project / ".gitlab-ci-local" / "output" / f"{_file_name(job)}.log"
        return log.read_text(encoding="utf-8")


def _file_name(job: str) -> str:
    """How gitlab-ci-local names the files of a job: what is no word character is base64url."""

    def encode(match: re.Match[str]) -> str:
        return base64.urlsafe_b64encode(match.group().encode()).decode().rstrip("=")

    return re.sub(r"[^\w-]+", encode, job, flags=re.ASCII)


class Project:
    """A clone of the repository's HEAD that looks as if it came from gitlab.com."""

    def __init__(self, repo: Path, out: Path, libraries: Mapping[str, Path]) -> None:
        need_node()
        need_tool("rsync")
        out.mkdir(parents=True, exist_ok=True)
        self.folder = out / "project"
        git(out, "clone", "--quiet", str(repo), str(self.folder))
        git(self.folder, "remote", "set-url", "origin", PROJECT_URL)
        self.home = out / "home"
        self.env = {"GIT_CONFIG_GLOBAL": str(_redirect(libraries, out))} if libraries else {}

    def take_over(self, earlier: Path) -> None:
        """The artifacts of a project of the same commit: jobs find them whoever made them."""
        ran, runs = (git(folder, "rev-parse", "HEAD") for folder in (earlier, self.folder))
        assert ran == runs, f"{earlier} ran {ran}, this is {runs}"
        shutil.copytree(earlier / ARTIFACTS, self.folder / ARTIFACTS, symlinks=True)

    def call(self, *options: str, variables: Mapping[str, str]) -> tuple[int, str]:
        command: list[str | Path] = ["node", "--import", HERE / "set-polyfill.mjs", PROGRAM]
        command += ["--no-color", "--home", self.home, *options]
        for name, value in variables.items():
            command += ["--variable", f"{name}={value}"]
        if variables:
            command += ["--ignore-predefined-vars", ",".join(variables)]
        done = run(command, cwd=self.folder, env=self.env)
        return done.returncode, done.stdout

    def job_names(self, variables: Mapping[str, str]) -> list[str]:
        code, output = self.call("--list-json", variables=variables)
        if code != 0:
            raise RuntimeError(output)
        jobs = json.loads(output[output.index("[\n") if "[\n" in output else output.index("[]") :])
        return [job["name"] for job in jobs if job["when"] != "never"]


def _redirect(libraries: Mapping[str, Path], out: Path) -> Path:
    """Serve `gitlab.com/<path>` from bare clones: a git configuration that leads there."""
    lines = ['[protocol "file"]', "  allow = always"]
    for path, source in libraries.items():
        bare = out / f"{path.replace('/', '-')}.git"
        git(out, "clone", "--quiet", "--bare", str(source), str(bare))
        # Components are fetched by commit, without the files that are not asked for.
        for key in ("allowFilter", "allowAnySHA1InWant"):
            git(bare, "config", f"uploadpack.{key}", "true")
        lines.append(f'[url "file://{bare}"]')
        for host in ("gitlab.com", "gitlab.com:443"):
            lines += [f"  insteadOf = https://{host}/{path}{end}" for end in (".git", "")]
    config = out / "gitconfig"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


def gitlab_run(
    repo: Path,
    *,
    event: str,
    out: Path,
    manual: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    libraries: Mapping[str, Path] | None = None,
    env: Mapping[str, str] | None = None,
    only: Sequence[str] = (),
    resume: GitlabRun | None = None,
) -> GitlabRun:
    """Execute the pipeline of the commit that is HEAD in `repo` with the shell executor.

    `event` is push, merge_request or schedule; `manual` are the manual jobs to start.
    `variables` are CI variables, for instance a hostile CI_MERGE_REQUEST_TITLE.
    `only` are jobs that run as if what they need had passed, the others are skipped; or, with an
    earlier run of the same commit to `resume`, a retry of them: the others ended as they did there.
    `libraries` leads a project path on gitlab.com to the repository that stands in for it.
    """
    project = Project(repo, out, libraries or {})
    project.env |= env or {}
    if resume:
        project.take_over(resume.project)
    given = {**EVENTS[event], **(variables or {})}
    options = ["--force-shell-executor", "--shell-isolation", "--no-artifacts-to-source"]
    for name in manual:
        options += ["--manual", name]
    options += only
    jobs = dict.fromkeys(project.job_names(given), "skipped")
    if resume:
        jobs |= {name: result for name, result in resume.jobs.items() if name not in only}
    code, log = project.call(*options, variables=given)
    found = {name: RESULTS[word] for word, name in RESULT_LINE.findall(log)}
    # Besides the jobs of the pipeline those of a child, `[trigger] -> job`; warnings look alike.
    jobs |= {name: result for name, result in found.items() if name in jobs or "->" in name}
    return GitlabRun(code, log, project.folder, jobs)


def gitlab_jobs(repo: Path, out: Path, event: str, variables: Mapping[str, str]) -> list[str]:
    """The jobs of a pipeline, manual ones too; none is run."""
    return Project(repo, out, {}).job_names({**EVENTS[event], **variables})


def gitlab_merged(
    repo: Path, *, out: Path, libraries: Mapping[str, Path] | None = None
) -> dict[str, Any]:
    """The pipeline with every include, extends and reference resolved."""
    code, output = Project(repo, out, libraries or {}).call("--preview", variables={})
    if code != 0:
        raise RuntimeError(output)
    merged: dict[str, Any] = yaml.safe_load(output[output.index("---\n") :])
    return merged
