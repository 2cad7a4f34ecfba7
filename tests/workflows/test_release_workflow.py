"""A tag becomes a release: the workflow hardened, linted, and run with stand-ins for the forge."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.forges.support import GithubRun, actionlint, commit_all, github_lint, github_run
from tests.support import clone, commit, git
from tests.upgrade.next_release import NEXT, replace_once, set_version
from tests.workflows.support import ROOT, write
from tests.workflows.test_hardening import PIN

FILE = ".github/workflows/release.yml"
TEXT = (ROOT / FILE).read_text("utf-8")
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS = WORKFLOW["jobs"]
WRITES = {
    "attest": {"id-token": "write", "attestations": "write"},
    "publish": {"contents": "write"},
}
VERSION = NEXT[1:]
# Stands for GitHub's own program, which asks and tells the forge.
GH = """\
#!/bin/sh
case "$1 $2" in
  "api repos/acme/svc/commits/"*"/check-runs?check_name=required") cat "$(dirname "$0")/ci" ;;
  "release create") printf '%s\\n' "$@" > "$(dirname "$0")/created" ;;
  *) echo "no such call: $*" >&2; exit 1 ;;
esac
"""


def test_every_workflow_of_ours_is_linted() -> None:
    """Zizmor and GitHub's schema look at them as hooks of this repository."""
    workflows = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert ROOT / FILE in workflows
    assert github_lint(ROOT) == []
    assert actionlint(workflows) == []


def test_only_a_tag_starts_it_and_none_is_cut_short() -> None:
    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}  # YAML reads the key `on` as true
    assert WORKFLOW["permissions"] == {}
    group = WORKFLOW["concurrency"]
    assert group == {"group": "release-${{ github.ref }}", "cancel-in-progress": False}


@pytest.mark.parametrize("name", JOBS)
def test_job(name: str) -> None:
    job = JOBS[name]
    writes = {scope: level for scope, level in job["permissions"].items() if level == "write"}
    assert writes == WRITES.get(name, {})
    assert job["name"] == name
    assert job["runs-on"] == "ubuntu-24.04"
    assert job["timeout-minutes"] > 0
    assert job["steps"][0]["uses"].startswith("step-security/harden-runner@")
    assert not [step for step in job["steps"] if "${{" in step.get("run", "")]
    assert "secrets." not in str(job)


@pytest.mark.parametrize("name", WRITES)
def test_who_may_write_runs_nothing_of_a_repository(name: str) -> None:
    uses = [step["uses"].partition("@")[0] for step in JOBS[name]["steps"] if "uses" in step]
    assert "actions/checkout" not in uses
    assert "astral-sh/setup-uv" not in uses


def test_no_step_reads_a_cache_or_keeps_a_token() -> None:
    (checkout,) = (s for s in JOBS["build"]["steps"] if "actions/checkout@" in s.get("uses", ""))
    (uv,) = (step for step in JOBS["build"]["steps"] if "setup-uv@" in step.get("uses", ""))
    assert checkout["with"] == {"persist-credentials": False, "fetch-depth": 0}
    assert uv["with"]["enable-cache"] is False
    assert "actions/cache" not in TEXT


def test_every_action_is_pinned() -> None:
    uses = re.findall(r"uses: (.+)", TEXT)
    assert uses
    assert [use for use in uses if not PIN.match(use)] == []


@pytest.mark.parametrize("job", ["attest", "publish"])
@pytest.mark.parametrize("changed", [None, "goldenpath-1.0.0.tar.gz", "SHA256SUMS"])
def test_what_was_handed_on_is_verified(job: str, changed: str | None, tmp_path: Path) -> None:
    """Before anything is signed or shown; a changed file, also with its sum, stops the job."""
    sdist = tmp_path / "goldenpath-1.0.0.tar.gz"
    sums = tmp_path / "SHA256SUMS"
    sdist.write_bytes(b"built")
    sums.write_text(f"{sha256(sdist)}  {sdist.name}\n", "utf-8")
    told = sha256(sums)
    if changed:
        sdist.write_bytes(b"another")
    if changed == sums.name:
        sums.write_text(f"{sha256(sdist)}  {sdist.name}\n", "utf-8")
    names = [step["name"] for step in JOBS[job]["steps"]]
    step = JOBS[job]["steps"][names.index("Verify that it is what was built")]
    assert step["env"] == {"SUMS": "${{ needs.build.outputs.sums }}"}
    done = subprocess.run(
        ("bash", "-eo", "pipefail", "-c", step["run"]),
        cwd=tmp_path,
        env=os.environ | {"SUMS": told},
        capture_output=True,
        check=False,
    )
    assert (done.returncode == 0) == (changed is None)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(tmp_path: Path, ci: str) -> tuple[GithubRun, Path]:
    """The workflow on a clone of this repository whose newest commit is a release."""
    library = clone(tmp_path)
    set_version(library.checkout, NEXT)
    news = f"## {VERSION}\n\n### Features\n\n- All.\n\n### Migrating\n\n- Nothing to do.\n\n"
    replace_once(library.checkout / "CHANGELOG.md", r"\A# Changelog\n\n[^#]*", rf"\g<0>{news}")
    commit(library.checkout, f"release {VERSION}")
    git(library.checkout, "tag", "-a", "-m", NEXT, NEXT)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(GH, "utf-8")
    (tools / "gh").chmod(0o755)
    (tools / "ci").write_text(f"{ci}\n", "utf-8")
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    ran = github_run(
        library.checkout,
        FILE,
        "push",
        ref=f"refs/tags/{NEXT}",
        out=tmp_path / "out",
        env={"PATH": path, "UV_PYTHON_DOWNLOADS": "never"},
    )
    return ran, tools


def test_a_release(tmp_path: Path) -> None:
    """Everything but the forge is real: the check, two builds, the wheel, the bill, the sums."""
    ran, tools = run(tmp_path, ci="success")
    assert ran.results == dict.fromkeys(JOBS, "success"), ran.log
    assert not any(job.leaks for job in ran.jobs.values())

    dist = ran.artifacts / "dist"
    wheel, sdist = f"goldenpath-{VERSION}-py3-none-any.whl", f"goldenpath-{VERSION}.tar.gz"
    bill = f"goldenpath-{VERSION}.cdx.json"
    assert {path.name for path in dist.iterdir()} == {wheel, sdist, bill, "SHA256SUMS"}
    assert ran.log.count("twice the same bytes") == 2
    digests = {name: sha256(dist / name) for name in (wheel, sdist, bill)}

    attestations = ran.artifacts / "attestations"
    provenance = statement(attestations / f"goldenpath-{VERSION}.intoto.jsonl")
    assert provenance["predicateType"] == "https://slsa.dev/provenance/v1"
    assert subjects(provenance) == digests
    materials = statement(attestations / f"goldenpath-{VERSION}.cdx.sigstore.json")
    assert materials["predicate"] == json.loads((dist / bill).read_text("utf-8"))
    assert subjects(materials) == {name: digests[name] for name in (wheel, sdist)}

    words = (tools / "created").read_text("utf-8").splitlines()
    assert words[:3] == ["release", "create", NEXT]
    assert "--verify-tag" in words
    files = {Path(word).name for word in words if word.startswith(("dist/", "attestations/"))}
    shown = [path.name for path in (*dist.iterdir(), *attestations.iterdir())]
    assert files == set(shown)
    notes = (ran.artifacts / "notes" / "notes.md").read_text("utf-8")
    assert notes.startswith("### Features\n\n- All.\n")
    assert "gh attestation verify" in notes


def test_no_release_of_what_ci_refused(tmp_path: Path) -> None:
    ran, tools = run(tmp_path, ci="failure")
    assert ran.results == {"build": "failure", "attest": "skipped", "publish": "skipped"}
    assert "ci says 'failure' of " in ran.log
    assert not (tools / "created").exists()


UNTRUSTED = """\
on: push
permissions: {}
jobs:
  attest:
    permissions: { attestations: write }
    runs-on: ubuntu-24.04
    timeout-minutes: 1
    steps:
      - run: touch a.whl
      - uses: actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6 # v4.2.2
        with: { subject-path: "*.whl" }
"""


def test_the_stand_in_refuses_what_the_real_one_refuses(tmp_path: Path) -> None:
    write(tmp_path / "repo", {FILE: UNTRUSTED})
    commit_all(tmp_path / "repo")
    ran = github_run(tmp_path / "repo", FILE, "push", out=tmp_path / "out")
    assert ran.results == {"attest": "failure"}
    assert "attest needs id-token: write" in ran.log


def statement(bundle: Path) -> dict[str, Any]:
    """What the stand-in of actions/attest would have had signed."""
    unsigned: dict[str, Any] = json.loads(bundle.read_text("utf-8"))["unsigned"]
    return unsigned


def subjects(said: dict[str, Any]) -> dict[str, str]:
    return {subject["name"]: subject["digest"]["sha256"] for subject in said["subject"]}
