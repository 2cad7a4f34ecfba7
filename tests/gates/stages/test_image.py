"""The stage as a whole: an engine, scanners and containers that are none, on a PATH of their own.

The image that every build ends in is prepared, the labels are those of the build.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import runner
from goldenpath_gates.__main__ import main
from goldenpath_gates.bom import judgement as sbom
from goldenpath_gates.image import inspection
from goldenpath_gates.image.judgement import BOM, RECORD
from goldenpath_gates.image.settings import LAYOUT
from goldenpath_gates.registry import layout
from goldenpath_gates.report import Report
from goldenpath_gates.train import Stage
from goldenpath_gates.vulnerabilities import scan

from tests.gates.image.layouts import Row, image
from tests.gates.image.support import answering, buildah, program, recorded
from tests.gates.support import CONFIG, PYPROJECT, a_report, git, repository, write
from tests.gates.vulnerabilities.support import BOM as KNOWN
from tests.gates.vulnerabilities.support import CASES

IMAGE = Stage("image", "Is the thing we ship clean?", 30)
SITE = "service/.venv/lib/python3.13/site-packages"
DOCKERFILE = f"""\
FROM python:3.13-slim@sha256:{"a" * 64}
USER 65532:65532
HEALTHCHECK CMD test -n "$PORT"
CMD ["python", "-m", "answers"]
"""
FILES = {
    "goldenpath.toml": CONFIG.replace("tiny", "Answers") + "ready_timeout = 5\n",
    "pyproject.toml": PYPROJECT,
    "Dockerfile": DOCKERFILE,
    "uv.lock": '[[package]]\nname = "answers"\nsource = { editable = "." }\n',
}
LOCKED = ("fastapi 0.115.0", "starlette 0.40.0")
SYSTEM: list[Row] = [
    ("etc/os-release", b"ID=debian\nVERSION_ID=12\n"),
    ("var/lib/dpkg/status", b"Package: tar\nVersion: 1.34\nArchitecture: amd64\n"),
]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that is on PATH. A test takes away, or puts into its place, what it is about."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cat", "env", "git", "sed", "sh"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    buildah(folder)
    program(folder, "uv", "exit 0")
    program(folder, "pip-audit", f"cat {CASES}/lock-clean/pip-audit.json")
    grype(folder, "clean")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("FAKE_BUILDAH", str(tmp_path))
    prepare(tmp_path)
    return folder


def grype(folder: Path, case: str) -> None:
    """Says what is recorded, of the image that it is asked about and from today's database."""
    about = 'sed -n \'s/.*"digest": "\\([^"]*\\)".*/\\1/p\' "${1#oci-dir:}/index.json"'
    built = f"s/2026-11-20T05:56:14Z/{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}/"
    report = CASES / case / "grype.json"
    program(folder, "grype", f'sed "s/sha256:1\\{{64\\}}/$({about})/; {built}" {report}')


def prepare(
    folder: Path, packages: tuple[str, ...] = LOCKED, config: Mapping[str, Any] | None = None
) -> None:
    """What every build ends in."""
    python: list[Row] = [
        (f"{SITE}/{name}.dist-info/METADATA", f"Name: {name}\nVersion: {version}\n".encode())
        for name, version in map(str.split, packages)
    ]
    said = {"User": "65532:65532", "Cmd": answering(200), **(config or {})}
    image(folder / "prepared", SYSTEM, python, config=said)


def again(folder: Path, **changes: Any) -> None:
    """Prepares another one."""
    (folder / "prepared").rename(folder / "before")
    prepare(folder, **changes)


@pytest.fixture
def root(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service of which the stage `sbom` made its list."""
    folder = write(tmp_path / "service", FILES)
    commit = repository(folder)
    report = {"stage": "sbom", "commit": commit, "artifacts": (str(sbom.BOM),)}
    a_report(**report).write(folder)
    python = [one for one in KNOWN["components"] if one["type"] == "library"]
    edges = [row for row in KNOWN["dependencies"] if row["ref"] != "image"]
    bill = {**KNOWN, "components": python, "dependencies": edges}
    write(folder, {str(sbom.BOM): json.dumps(bill)})
    monkeypatch.chdir(folder)
    return folder


def run(root: Path) -> Report:
    return runner.run_one(IMAGE, root)


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def test_passed(root: Path, tmp_path: Path) -> None:
    done = run(root)
    built = layout.read(root / LAYOUT)
    assert (done.verdict, done.findings) == ("passed", ())
    assert done.summary == f"{built.digest}, 0 MB, nothing to mend"
    assert {figure.name: figure.value for figure in done.figures} | {
        "compressed size": 0.1,
        "components in the image": 3,
        "vulnerabilities that stop the train": 0,
    } == {figure.name: figure.value for figure in done.figures}
    assert set(done.artifacts) == {
        *(str(RECORD), str(BOM)),
        *("reports/image/grype.json", "reports/image/pip-audit.json"),
    }
    commands = [line.split()[0] for line in recorded(tmp_path)]
    assert commands == [
        "bud",
        "push",
        "rmi",
        "--version",
        "pull",
        "from",
        "run",
        "run",
        "rm",
        "rmi",
    ]


def test_what_the_next_stages_read(root: Path) -> None:
    run(root)
    built = layout.read(root / LAYOUT)
    record = json.loads((root / RECORD).read_text("utf-8"))
    diff_ids = [row.pop("diff_id") for row in record["layers"]]
    assert record == {
        "version": 1,
        "name": "Answers",
        "digest": built.digest,
        "config": built.config.digest,
        "size": built.size,
        "layers": [{"digest": layer.digest, "size": layer.size} for layer in built.layers],
        "labels": {
            inspection.BASE_DIGEST: f"sha256:{'a' * 64}",
            inspection.BASE_NAME: "python:3.13-slim",
            inspection.CREATED: record["labels"][inspection.CREATED],
            inspection.REVISION: git(root, "rev-parse", "HEAD"),
            inspection.VERSION: "0.1.0",
        },
        "user": "65532:65532",
        "engine": "buildah 1.28.2",
    }
    assert diff_ids == json.loads(built.read(built.config))["rootfs"]["diff_ids"]
    bill = json.loads((root / BOM).read_text("utf-8"))
    (container,) = (one for one in bill["components"] if one["type"] == "container")
    assert container["version"] == built.digest
    assert {one["name"] for one in bill["components"]} >= {"fastapi", "starlette", "tar"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"config": {"User": "0"}}, "built-user"),
        ({"config": {"Cmd": None}}, "built-command"),
        ({"config": {"Cmd": ["false"]}}, "built-start"),
        ({"packages": (*LOCKED, "leftpad 1.0")}, "sbom-image"),
        ({"packages": LOCKED[:1]}, "sbom-image"),
        ({"packages": ("fastapi 0.115.0", "starlette 0.39.0")}, "sbom-image"),
    ],
)
def test_an_image_that_fails(
    root: Path, tmp_path: Path, changes: dict[str, Any], rule: str
) -> None:
    again(tmp_path, **changes)
    done = run(root)
    assert (done.verdict, rules(done)) == ("failed", [rule])
    assert done.summary.endswith("0 MB, 1 to mend")


WAIVER = """\
waivers:
  - rule: {rule}
    scope: leftpad@1.0
    reason: The base image brings it.
    owner: "@acme/ai-team"
    expires: {expires}
"""


@pytest.mark.parametrize(
    ("rule", "expires", "found"),
    [
        ("sbom-image", "2999-12-31", []),
        ("sbom-image", "2020-12-31", ["sbom-image", "waiver-expired"]),
        ("sbom-licence", "2999-12-31", ["sbom-image"]),
        ("scan-unlisted", "2999-12-31", ["sbom-image"]),
    ],
)
def test_a_package_that_is_waived(
    root: Path, tmp_path: Path, rule: str, expires: str, found: list[str]
) -> None:
    again(tmp_path, packages=(*LOCKED, "leftpad 1.0"))
    write(root, {"policy.yaml": WAIVER.format(rule=rule, expires=expires)})
    done = run(root)
    assert rules(done) == found
    assert [note.rule for note in done.notes if note.waiver] == ([] if found else ["sbom-image"])


def test_a_vulnerable_package(root: Path, machine: Path) -> None:
    grype(machine, "fixable-critical")
    done = run(root)
    assert (done.verdict, rules(done)) == ("failed", ["scan-vulnerability"])


def test_an_unwell_image_without_a_scanner_is_a_failure(
    root: Path, machine: Path, tmp_path: Path
) -> None:
    """What was judged counts; what was not is said beside it."""
    (machine / "grype").unlink()
    again(tmp_path, config={"User": "root"})
    done = run(root)
    assert (done.verdict, rules(done)) == ("failed", ["built-user"])
    assert done.summary.endswith(f"1 to mend; {scan.MISSING}")


def test_over_the_budget(root: Path) -> None:
    write(root, {"goldenpath.toml": f"{FILES['goldenpath.toml']}[image]\nsize_budget = 0.0001\n"})
    git(root, "commit", "--quiet", "--all", "--message", "a budget")
    a_report(stage="sbom", commit=git(root, "rev-parse", "HEAD")).write(root)
    done = run(root)
    assert (done.verdict, rules(done)) == ("failed", [])
    assert done.figures[0].passed is False
    assert done.summary.endswith("1 to mend")


def test_a_laptop_without_a_scanner(root: Path, machine: Path) -> None:
    (machine / "grype").unlink()
    done = run(root)
    assert (done.verdict, done.exit_code, done.findings) == ("incomplete", 3, ())
    assert done.summary.endswith(f"nothing to mend; {scan.MISSING}")


def test_a_laptop_may_leave_it_at_that(
    root: Path,
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (machine / "grype").unlink()
    assert main(["run", "image", "--allow-incomplete"]) == 0
    assert "image: incomplete in" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert main(["run", "image", "--allow-incomplete"]) == 2
    assert "in a pipeline nothing may stay incomplete" in capsys.readouterr().err


def test_a_failure_is_never_allowed(root: Path, machine: Path, tmp_path: Path) -> None:
    (machine / "grype").unlink()
    again(tmp_path, config={"Cmd": None})
    assert main(["run", "image", "--allow-incomplete"]) == 1


@pytest.mark.parametrize(
    ("fails", "verdict", "said"),
    [
        (
            "bud",
            "failed",
            "Dockerfile does not build by {bin}/buildah: Error: the fake does not bud",
        ),
        ("push", "failed", "Dockerfile does not build by {bin}/buildah: Error: the fake does not"),
        ("from", "incomplete", "it was not started: `{bin}/buildah from ...` failed: Error: the"),
    ],
)
def test_an_engine_that_fails(
    root: Path, machine: Path, monkeypatch: pytest.MonkeyPatch, fails: str, verdict: str, said: str
) -> None:
    monkeypatch.setenv("FAKE_BUILDAH_FAILS", fails)
    done = run(root)
    assert done.verdict == verdict
    assert said.format(bin=machine) in done.summary


def test_no_engine(root: Path, machine: Path) -> None:
    (machine / "buildah").unlink()
    done = run(root)
    assert done.verdict == "incomplete"
    assert done.summary.startswith("there is no container engine: install buildah")
    assert not (root / LAYOUT).exists()


def leave_out(root: Path) -> None:
    (root / "reports" / "sbom.json").unlink()


def of_another_commit(root: Path) -> None:
    git(root, "commit", "--quiet", "--allow-empty", "--message", "later")


def without_list(root: Path) -> None:
    (root / sbom.BOM).unlink()


def damaged(root: Path) -> None:
    (root / sbom.BOM).write_text('{"bomFormat": "CycloneDX", "specVersion"', "utf-8")


def deep(root: Path) -> None:
    (root / sbom.BOM).write_text("[" * 100_000, "utf-8")


def another_document(root: Path) -> None:
    (root / sbom.BOM).write_text("[]", "utf-8")


def uncommitted(root: Path) -> None:
    write(root, {"Dockerfile": DOCKERFILE + "ENV A=b\n"})


def no_dockerfile(root: Path) -> None:
    (root / "Dockerfile").unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (leave_out, "run sbom first"),
        (of_another_commit, "the bill of materials is that of commit"),
        (without_list, "reports/sbom/bom.cdx.json: cannot be read"),
        (damaged, "run sbom again"),
        (deep, "reports/sbom/bom.cdx.json"),
        (another_document, "is not valid CycloneDX 1.6"),
        (uncommitted, "files differ from the commit: commit them, or put them back"),
        (no_dockerfile, "Dockerfile: cannot be read"),
    ],
)
def test_what_cannot_be_judged_is_not_built(
    root: Path, tmp_path: Path, change: Any, said: str
) -> None:
    change(root)
    done = run(root)
    assert (done.verdict, said in done.summary) == ("incomplete", True), done.summary
    assert recorded(tmp_path) == []


def test_what_an_earlier_run_left_is_gone(root: Path, machine: Path) -> None:
    left = [root / RECORD, root / BOM, root / LAYOUT / "index.json"]
    write(root, {str(path.relative_to(root)): "{}" for path in left})
    (machine / "buildah").unlink()
    assert run(root).verdict == "incomplete"
    assert [path.exists() for path in left] == [False, False, False]


def test_two_builds(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["image", "reproduce"]) == 0
    assert capsys.readouterr().out == f"{layout.read(root / LAYOUT).digest} twice\n"
    assert not (root / "dist" / "image-again").exists()


def test_two_builds_that_differ(
    root: Path, machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second one finds another image prepared."""
    prepare(tmp_path / "other", config={"Cmd": ["other"]})
    real = (machine / "buildah").read_text("utf-8")
    swap = f"FAKE_BUILDAH={tmp_path}/other"
    program(machine, "buildah", f'case "$*" in *image-again*) {swap};; esac\n{real}')
    (tmp_path / "other" / "labels").symlink_to(tmp_path / "labels")
    assert main(["image", "reproduce"]) == 1
    differs, digests = capsys.readouterr().out.splitlines()
    assert differs == "the configuration differs"
    assert digests.startswith(f"{layout.read(root / LAYOUT).digest}, then sha256:")


def test_nothing_is_built_twice_of_what_differs_from_the_commit(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uncommitted(root)
    assert main(["image", "reproduce"]) == 3
    assert "files differ from the commit" in capsys.readouterr().err
    assert recorded(tmp_path) == []
