"""How the tools are started, with stand-ins for them: nothing is downloaded or asked."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.vulnerabilities import grype_release, judgement, lock, scan
from goldenpath_gates.vulnerabilities.judgement import Outcome, judge

from tests.gates.support import CONFIG
from tests.gates.vulnerabilities.support import BOM, CASES, DIGESTS, TODAY, word

CLEAN = CASES / "clean"
GRYPE = f"cat {CLEAN}/grype.json"
TRIVY = f"case $1 in version) cat {CLEAN}/trivy-version.json;; *) cat {CLEAN}/trivy.json;; esac"
UV = f"""case "$1" in
export) echo 'starlette==0.40.0 --hash=sha256:00';;
tool) cat {CASES}/lock-clean/pip-audit.json;;
esac"""
LOG = 'echo "$(basename "$0") $*" >> "$HOME/log"'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on PATH with a uv that answers, and nothing else but a shell and its tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("env", "sh", "cat", "basename", "sleep", "tail"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path))
    put(folder, "uv", UV)
    return folder


def put(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{LOG}\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


def judged(tmp_path: Path, more: Mapping[str, str] | None = None, settings: str = "") -> Outcome:
    return judge(
        tmp_path,
        config.parse(f"{CONFIG}{settings}"),
        {**os.environ, **(more or {})},
        layout=tmp_path / "image",
        digests=DIGESTS,
        bom=BOM,
        waivers=(),
        today=TODAY,
    )


def log(tmp_path: Path) -> list[str]:
    return sorted((tmp_path / "log").read_text("utf-8").splitlines())


def test_both_are_run_where_both_are_there(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", GRYPE)
    put(machine, "trivy", TRIVY)
    outcome = judged(tmp_path)
    assert (word(outcome), outcome.unjudged) == ("passed", ())
    assert sorted(outcome.artifacts) == [
        "reports/image/grype.json",
        "reports/image/pip-audit.json",
        "reports/image/trivy-version.json",
        "reports/image/trivy.json",
    ]
    image, reports = tmp_path / "image", tmp_path / "reports" / "image"
    grype, trivy, version, export, audit = log(tmp_path)
    assert grype == f"grype oci-dir:{image} --config {reports}/grype.yaml --output json"
    assert trivy == (
        f"trivy image --input {image} --config {reports}/trivy.yaml --scanners vuln "
        "--format json --no-progress --timeout 900s"
    )
    assert version == "trivy version --format json"
    assert export == (
        f"uv export --project {tmp_path} --locked --no-dev -q --no-emit-project "
        "--format requirements-txt"
    )
    assert audit.startswith("uv tool run -q --from pip-audit==2.10.1 pip-audit --requirement ")
    assert audit.endswith(
        "/requirements.txt --no-deps --disable-pip --format json --aliases on --desc on "
        "--vulnerability-service pypi --progress-spinner off"
    )


def test_no_update_check_and_no_telemetry(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", GRYPE)
    put(machine, "trivy", f'env > "$HOME/seen"; {TRIVY}')
    judged(tmp_path)
    seen = (tmp_path / "seen").read_text("utf-8").splitlines()
    assert {"TRIVY_DISABLE_TELEMETRY=true", "TRIVY_SKIP_VERSION_CHECK=true"} <= set(seen)
    settings = (tmp_path / "reports" / "image" / "grype.yaml").read_text("utf-8")
    assert "check-for-app-update: false" in settings


def test_nothing_tells_a_scanner_what_to_leave_out(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".trivyignore").write_text("CVE-2026-1001\n")
    monkeypatch.setenv("TRIVY_IGNORE_UNFIXED", "true")
    monkeypatch.setenv("GRYPE_ONLY_FIXED", "true")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("TRIVY_CACHE_DIR", "/cache")
    put(machine, "trivy", f'env > "$HOME/seen"; echo * .* > "$HOME/files"; {TRIVY}')
    assert word(judged(tmp_path)) == "passed"
    seen = (tmp_path / "seen").read_text("utf-8")
    assert "TRIVY_CACHE_DIR=/cache" in seen
    assert not any(name in seen for name in ("IGNORE", "ONLY_FIXED", "GITHUB_TOKEN"))
    assert "trivyignore" not in (tmp_path / "files").read_text("utf-8")


def test_a_laptop_without_one_is_told_how_to_install_it(machine: Path, tmp_path: Path) -> None:
    outcome = judged(tmp_path)
    assert word(outcome) == "incomplete"
    assert outcome.unjudged == (scan.MISSING,)
    assert "`brew install grype`" in scan.MISSING
    assert outcome.artifacts == ("reports/image/pip-audit.json",)


def test_a_pipeline_without_one_obtains_it(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(grype_release, "obtained", lambda: put(elsewhere, "grype", GRYPE))
    assert word(judged(tmp_path, {"CI": "true"})) == "passed"


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo no database >&2; exit 1", "grype failed (exit code 1): no database"),
        ("exit 3", "grype failed (exit code 3): it said nothing"),
        ("kill -9 $$", "grype failed (exit code -9): it said nothing"),
        ("exit 0", "reports/image/grype.json: the file is empty"),
        (f"{GRYPE}; echo late", "reports/image/grype.json: this is no complete JSON"),
        ("echo '{}'", "reports/image/grype.json: this is none of the reports"),
    ],
)
def test_a_scanner_that_fails(machine: Path, tmp_path: Path, script: str, says: str) -> None:
    put(machine, "trivy", TRIVY)
    put(machine, "grype", script)
    outcome = judged(tmp_path)
    assert word(outcome) == "incomplete"
    assert [says in problem for problem in outcome.unjudged] == [True]


def test_what_an_earlier_run_left_does_not_count(machine: Path, tmp_path: Path) -> None:
    put(machine, "trivy", TRIVY)
    assert word(judged(tmp_path)) == "passed"
    put(machine, "trivy", "exit 1")
    assert word(judged(tmp_path)) == "incomplete"
    reports = tmp_path / "reports" / "image"
    assert (reports / "trivy.json").read_text("utf-8") == ""
    assert not (reports / "trivy-version.json").exists()


def test_a_scanner_without_an_end(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(machine, "grype", "exec tail -f /dev/null")
    monkeypatch.setattr(scan, "TIMEOUT_S", 0.2)
    assert judged(tmp_path).unjudged == ("grype took more than 0 s",)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (
            "case $1 in export) echo 'no lock' >&2; exit 2;; esac",
            "uv export failed (exit code 2): no lock",
        ),
        ("case $1 in tool) echo 'no network' >&2; exit 1;; esac", "pip-audit failed: no network"),
        ("case $1 in tool) exit 2;; esac", "pip-audit failed (exit code 2)"),
    ],
)
def test_pip_audit_that_fails(machine: Path, tmp_path: Path, script: str, says: str) -> None:
    put(machine, "grype", GRYPE)
    put(machine, "uv", script)
    outcome = judged(tmp_path)
    assert word(outcome) == "incomplete"
    assert [says in problem for problem in outcome.unjudged] == [True]


def test_what_pip_audit_finds_has_the_exit_code_of_a_failure(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", GRYPE)
    vulnerable = CASES / "lock-vulnerable" / "pip-audit.json"
    put(machine, "uv", f"case $1 in tool) cat {vulnerable}; exit 1;; esac")
    outcome = judged(tmp_path)
    assert (word(outcome), outcome.unjudged) == ("failed", ())


def test_a_pip_audit_that_is_there_is_taken(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", GRYPE)
    put(machine, "pip-audit", f"cat {CASES}/lock-vulnerable/pip-audit.json; exit 1")
    assert word(judged(tmp_path)) == "failed"


def test_a_slow_index(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(machine, "uv", "exec tail -f /dev/null")
    monkeypatch.setattr(lock, "TIMEOUT_S", 0.2)
    with pytest.raises(IncompleteError, match="uv export took more than"):
        lock.audit(tmp_path, os.environ)


def test_recorded_reports_need_no_scanner(machine: Path, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("grype.json", "trivy.json", "trivy-version.json", "trivy.sarif"):
        (scans / name).write_text((CLEAN / name).read_text("utf-8"))
    outcome = judged(tmp_path, {}, '[vulnerabilities]\nreports = ["scans/*", "scans/*.json"]\n')
    assert (word(outcome), outcome.unjudged) == ("passed", ())
    assert outcome.artifacts == ("reports/image/pip-audit.json",)


@pytest.mark.parametrize(
    "path", [CASES / "lock-clean" / "pip-audit.json", CLEAN / "trivy-version.json"]
)
def test_recorded_reports_of_no_image(machine: Path, tmp_path: Path, path: Path) -> None:
    (tmp_path / "scan.json").write_text(path.read_text("utf-8"))
    outcome = judged(tmp_path, {}, '[vulnerabilities]\nreports = ["scan.*"]\n')
    assert outcome.unjudged == ("no report that fits scan.* is of an image",)


def test_recorded_reports_that_are_not_there(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", GRYPE)
    outcome = judged(tmp_path, {}, '[vulnerabilities]\nreports = ["scans/*.json"]\n')
    assert [problem.partition(":")[0] for problem in outcome.unjudged] == [
        "no report fits 'scans/*.json'"
    ]


def test_a_wrong_statement_is_told_before_anything_is_scanned(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(judgement, "gather")
    (tmp_path / "vex").mkdir()
    (tmp_path / "vex" / "a.openvex.json").write_text("{}")
    with pytest.raises(UsageError, match=r"vex/a\.openvex\.json"):
        judged(tmp_path)


def test_one_vulnerability_of_all_three_counts_once(machine: Path, tmp_path: Path) -> None:
    bad = CASES / "fixable-critical"
    put(machine, "grype", f"cat {bad}/grype.json")
    put(machine, "trivy", TRIVY.replace(f"{CLEAN}/trivy.json", f"{bad}/trivy.json"))
    put(machine, "uv", UV.replace("lock-clean", "lock-vulnerable"))
    outcome = judged(tmp_path)
    (finding,) = outcome.findings
    assert str(finding) == (
        "uv.lock: scan-vulnerability CVE-2026-1001 (critical, by grype and pip-audit and trivy) in "
        "starlette 0.40.0, reached by answers -> fastapi -> starlette: fixed in 0.47.2, "
        "`uv lock --upgrade-package starlette`; Multipart bodies are read without a limit "
        "https://github.com/advisories/GHSA-aaaa-bbbb-cccc"
    )


def test_the_figures(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", f"cat {CASES / 'unfixable' / 'grype.json'}")
    shown = {one.name: (one.value, one.threshold, one.passed) for one in judged(tmp_path).figures}
    assert shown == {
        **{f"vulnerabilities: {name}": (0, None, None) for name in ("high", "medium", "low")},
        **{f"vulnerabilities: {name}": (0, None, None) for name in ("negligible", "unknown")},
        "vulnerabilities: critical": (1, None, None),
        "vulnerabilities that stop the train": (0, "= 0", True),
        "vulnerable packages not listed": (0, "= 0", True),
        "vulnerabilities that nobody has fixed": (1, None, None),
        "vulnerability findings waived": (0, None, None),
        "vulnerabilities excused by VEX": (0, None, None),
        "age of the database: grype": (2, "<= 5", True),
    }


def test_a_database_that_is_too_old_is_no_failure(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", f"cat {CASES / 'stale-database' / 'grype.json'}")
    outcome = judged(tmp_path)
    assert word(outcome) == "incomplete"
    (age,) = (one for one in outcome.figures if one.name.startswith("age"))
    assert (age.value, age.passed) == (7, None)
    assert word(judged(tmp_path, {}, "[vulnerabilities]\ndatabase_days = 7\n")) == "passed"


def test_settings_of_a_severity(machine: Path, tmp_path: Path) -> None:
    put(machine, "grype", f"cat {CASES / 'reached-medium' / 'grype.json'}")
    assert word(judged(tmp_path)) == "passed"
    assert word(judged(tmp_path, {}, '[vulnerabilities]\nseverity = "medium"\n')) == "failed"
    put(machine, "grype", f"cat {CASES / 'unreached-high' / 'grype.json'}")
    said = '[vulnerabilities]\nseverity_unreached = "high"\n'
    assert word(judged(tmp_path, {}, said)) == "failed"


def test_the_settings_are_what_the_schema_says() -> None:
    properties = config.schema()["properties"]["vulnerabilities"]["properties"]
    defaults = {key: row["default"] for key, row in properties.items()}
    written = "".join(f"{key} = {json.dumps(value)}\n" for key, value in defaults.items())
    assert (
        config.parse(f"{CONFIG}[vulnerabilities]\n{written}").vulnerabilities
        == config.parse(CONFIG).vulnerabilities
    )
