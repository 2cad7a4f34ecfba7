from __future__ import annotations

import os
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect import pipelines
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.settings import Policy

COMMIT = "3d3c42e5aac5ba805825da76410c181273ba90b1"


def collected(root: Path, files: dict[str, str]) -> list[Document]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(pipelines.documents(root, Policy()))


def paths(root: Path, files: dict[str, str]) -> dict[str, str]:
    return {document.path: document.type for document in collected(root, files)}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".github/workflows/ci.yml", "github-workflow"),
        (".github/workflows/ci.yaml", "github-workflow"),
        (".github/actions/a/action.yml", "github-action"),
        (".github/actions/a/b/action.yaml", "github-action"),
        ("action.yml", "github-action"),
        (".gitlab-ci.yml", "gitlab-ci"),
        (".gitlab/extra.yml", "gitlab-ci"),
        (".gitlab/ci/deep/extra.yaml", "gitlab-ci"),
    ],
)
def test_is_judged(tmp_path: Path, path: str, kind: str) -> None:
    assert paths(tmp_path, {path: "a: 1"}) == {path: kind}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(".github/workflows/a/ci.yml", id="GitHub does not look into folders"),
        pytest.param(".github/dependabot.yml", id="another configuration"),
        pytest.param("src/action.yml", id="no step uses it"),
        pytest.param("ci/test.yml", id="nothing includes it"),
        pytest.param(".github/workflows/README.md", id="no YAML"),
    ],
)
def test_is_left_alone(tmp_path: Path, path: str) -> None:
    assert paths(tmp_path, {path: "a: 1"}) == {}


@pytest.mark.parametrize(
    "include",
    [
        "/ci/test.yml",
        "[ci/test.yml]",
        "{local: /ci/test.yml}",
        "[{local: ci/*.yml}]",
        "ci/**.yml",
        "'**/**/test.yml'",
    ],
)
@pytest.mark.parametrize("form", ["include: {}", "child: {{trigger: {{include: {}}}}}"])
def test_local_files_are_included(tmp_path: Path, form: str, include: str) -> None:
    files = {".gitlab-ci.yml": form.format(include), "ci/test.yml": "a: 1"}
    assert paths(tmp_path, files)["ci/test.yml"] == "gitlab-ci"


@pytest.mark.parametrize(
    "include",
    [
        "https://example.com/ci/test.yml",
        "{project: acme/ci, file: /ci/test.yml}",
        "../ci/test.yml",
        "$NAME.yml",
        "[1, null, {local: [a]}]",
        "/",
    ],
)
def test_other_includes_are_elsewhere(tmp_path: Path, include: str) -> None:
    (tmp_path / "service").mkdir()
    collected(tmp_path, {"ci/test.yml": "a: 1"})
    files = {".gitlab-ci.yml": f"include: {include}"}
    assert paths(tmp_path / "service", files) == {".gitlab-ci.yml": "gitlab-ci"}


def test_what_is_included_includes(tmp_path: Path) -> None:
    files = {
        ".gitlab-ci.yml": "include: a.yml",
        "a.yml": "include: [b.yml, a.yml]",
        "b.yml": "include: /.gitlab-ci.yml",
    }
    assert paths(tmp_path, files) == dict.fromkeys(files, "gitlab-ci")


@pytest.mark.parametrize("uses", ["./tools/a", "$/tools/a", "./tools/a/"])
def test_local_actions_are_followed(tmp_path: Path, uses: str) -> None:
    workflow = f"jobs: {{a: {{steps: [{{uses: {uses}}}, {{uses: 1}}, {{uses: ./gone}}]}}}}"
    files = {".github/workflows/ci.yml": workflow, "tools/a/action.yaml": "runs: {}"}
    assert paths(tmp_path, files)["tools/a/action.yaml"] == "github-action"


def test_versions_stand_behind_commits(tmp_path: Path) -> None:
    text = f"""\
        jobs:
          a: {{uses: a/b@v1}} # v1
          b:
            uses: a/b/c.yml@{COMMIT} # v1.2.3, please
        """
    [document] = collected(tmp_path, {".github/workflows/ci.yml": text})
    assert document.contents["#"] == {COMMIT: "v1.2.3,"}
    assert document.locate(["jobs", "b", "uses"]) == (4, 13)


@pytest.mark.parametrize("text", ["jobs: {}", f"- {COMMIT} # v1", "a: 1 # v1"])
def test_no_versions(tmp_path: Path, text: str) -> None:
    [document] = collected(tmp_path, {".github/workflows/ci.yml": text})
    assert "#" not in document.contents


def test_the_header_of_a_component_is_no_pipeline(tmp_path: Path) -> None:
    text = "spec: {inputs: {}}\n---\ntest: {script: [make]}\n"
    [document] = collected(tmp_path, {".gitlab/component.yml": text})
    assert document.contents == {"test": {"script": ["make"]}}
    assert document.locate(["test"]) == (3, 1)


def test_an_empty_file_is_no_pipeline(tmp_path: Path) -> None:
    assert collected(tmp_path, {".gitlab-ci.yml": "# nothing\n"}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", r"^\.gitlab-ci\.yml:2:1: this is no YAML"),
        ("\x00", "this is no YAML"),
        ("a: " + "[" * 5000, "this is no YAML|cannot be judged"),
        ("#" * (pipelines.MAX_BYTES + 1), "is larger than"),
        ("include: a**/**b/c.yml", "cannot be searched for"),
    ],
)
def test_cannot_be_judged(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(IncompleteError, match=said):
        collected(tmp_path, {".gitlab-ci.yml": text})


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_bytes(b"a: \xff")
    with pytest.raises(IncompleteError, match=r"^\.gitlab-ci\.yml: cannot be read as UTF-8"):
        collected(tmp_path, {})


def test_a_link_within_the_service(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1")
    (tmp_path / ".gitlab-ci.yml").symlink_to("a.yml")
    assert paths(tmp_path, {}) == {".gitlab-ci.yml": "gitlab-ci"}


def test_a_link_out_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "service").mkdir()
    (tmp_path / "a.yml").write_text("a: 1")
    (tmp_path / "service" / ".gitlab-ci.yml").symlink_to("../a.yml")
    with pytest.raises(IncompleteError, match="leads out of the service"):
        collected(tmp_path / "service", {})


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_no_file(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / ".gitlab-ci.yml")
    with pytest.raises(IncompleteError, match="is no file"):
        collected(tmp_path, {})
