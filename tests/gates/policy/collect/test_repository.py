"""What a service says of itself, with its base where something judges."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect.repository import documents
from goldenpath_gates.policy.document import ABSENT, Document

from tests.gates.support import CONFIG, git, repository, write

CASE = '{"id": "%s", "input": "?", "expected": {}, "tags": ["%s"]}\n'
EVALS = {
    "evals/golden.jsonl": CASE % ("a", "x") + "\n" + CASE % ("b", "y"),
    "evals/redteam.jsonl": CASE % ("c", "x"),
}
PROMPT = "\n---\nname: a\nmodel:\n  id: gpt-4.1-mini\n---\nsystem:\nmodel: none\n"


def service(root: Path, files: Mapping[str, str] | None = None) -> Path:
    return write(root, {"goldenpath.toml": CONFIG, **EVALS, **(files or {})})


def collected(root: Path, env: Mapping[str, str] | None = None) -> list[Document]:
    return list(documents(root, config.load(root), env or {}))


def of(root: Path, type_: str) -> list[Document]:
    return [document for document in collected(root) if document.type == type_]


def only(root: Path, type_: str) -> Document:
    (found,) = of(root, type_)
    return found


def test_all_that_there_is(tmp_path: Path) -> None:
    files = {
        "CODEOWNERS": "* @acme/a\n",
        "policy.yaml": "profile: strict\n",
        "prompts/a.prompty": PROMPT,
        "flags/flags.json": '{"flags": {}}\n',
    }
    repository(service(tmp_path, files))
    assert [(one.type, one.path) for one in collected(tmp_path)] == [
        ("codeowners", "CODEOWNERS"),
        ("goldenpath", "goldenpath.toml"),
        ("policy", "policy.yaml"),
        ("dataset", "evals/golden.jsonl"),
        ("dataset", "evals/redteam.jsonl"),
        ("flags", "flags/flags.json"),
        ("prompt", "prompts/a.prompty"),
    ]


def test_the_least_that_there_is(tmp_path: Path) -> None:
    """Without CODEOWNERS nobody owns anything, without policy.yaml nothing is declared."""
    write(tmp_path, {"goldenpath.toml": CONFIG})
    owners, rules, policy = collected(tmp_path)
    assert owners.contents == {"folder": "", "files": ["goldenpath.toml"], "rules": []}
    assert rules.contents["service"]["name"] == "tiny"
    assert policy.contents == {}
    assert [one.base for one in (owners, rules, policy)] == [ABSENT] * 3


class TestCodeowners:
    def test_rules_and_their_lines(self, tmp_path: Path) -> None:
        document = only(service(tmp_path, {"CODEOWNERS": "# who\n* @acme/a\r\n"}), "codeowners")
        assert document.contents["rules"] == [
            {"pattern": "*", "owners": ["@acme/a"], "section": ""}
        ]
        assert document.locate(("rules", 0, "pattern")) == (2, 1)
        assert document.locate(("rules",)) is None

    @pytest.mark.parametrize(
        ("forge", "there", "expected"),
        [
            ([], [".github/CODEOWNERS", "CODEOWNERS"], [".github/CODEOWNERS"]),
            ([], ["docs/CODEOWNERS", ".gitlab/CODEOWNERS"], ["docs/CODEOWNERS"]),
            ([], [".gitlab/CODEOWNERS"], ["CODEOWNERS"]),
            (
                [".gitlab-ci.yml"],
                [".gitlab/CODEOWNERS", ".github/CODEOWNERS"],
                [".gitlab/CODEOWNERS"],
            ),
            (
                [".gitlab-ci.yml", ".github/workflows/ci.yml"],
                [".github/CODEOWNERS", "CODEOWNERS"],
                ["CODEOWNERS", ".github/CODEOWNERS"],
            ),
        ],
    )
    def test_the_file_that_counts(
        self, forge: list[str], there: list[str], expected: list[str], tmp_path: Path
    ) -> None:
        service(tmp_path, dict.fromkeys((*forge, *there), "* @acme/a\n"))
        assert [document.path for document in of(tmp_path, "codeowners")] == expected

    def test_a_service_in_a_folder_of_its_repository(self, tmp_path: Path) -> None:
        root = service(tmp_path / "services" / "a")
        repository(write(tmp_path, {"CODEOWNERS": "/services/ @acme/a\n"}))
        document = only(root, "codeowners")
        assert document.path == "../../CODEOWNERS"
        assert document.contents["folder"] == "services/a/"
        assert document.contents["files"] == [*EVALS, "goldenpath.toml"]

    def test_files_that_git_ignores_are_left_out_and_others_are_not(self, tmp_path: Path) -> None:
        repository(service(tmp_path, {".gitignore": "reports/\n", "gone.txt": ""}))
        (tmp_path / "gone.txt").unlink()
        write(tmp_path, {"reports/a.json": "", "new.txt": "", os.fsdecode(b"a\xff.txt"): ""})
        files = only(tmp_path, "codeowners").contents["files"]
        assert files == [".gitignore", "a?.txt", *EVALS, "goldenpath.toml", "new.txt"]


class TestGoldenpath:
    def test_what_it_was_where_the_change_starts(self, tmp_path: Path) -> None:
        repository(service(tmp_path))
        changed = CONFIG + "[eval]\nminimum = 5\n"
        document = only(write(tmp_path, {"goldenpath.toml": changed}), "goldenpath")
        assert document.base == {"service": {"name": "tiny", "start": ["true"]}}
        assert document.contents == {**document.base, "eval": {"minimum": 5}}
        assert document.locate(("eval", "minimum")) == (5, 1)
        assert document.locate(("eval", "gates", 0)) == (4, 2)
        assert document.locate(("contract",)) is None

    @pytest.mark.parametrize("before", ["[service\n", "\udcff"])
    def test_noop_nothing_that_could_be_kept_to(self, before: str, tmp_path: Path) -> None:
        (tmp_path / "goldenpath.toml").write_bytes(os.fsencode(before))
        repository(tmp_path)
        assert only(service(tmp_path), "goldenpath").base is None

    def test_a_new_file(self, tmp_path: Path) -> None:
        repository(tmp_path)
        assert only(service(tmp_path), "goldenpath").base is None

    def test_what_json_cannot_say_is_text(self, tmp_path: Path) -> None:
        repository(write(tmp_path, {"goldenpath.toml": "a = nan\nb = -inf\nc = 2027-01-31\n"}))
        base = only(service(tmp_path), "goldenpath").base
        assert base == {"a": "NaN", "b": "-Infinity", "c": "2027-01-31"}


def test_the_policy_and_what_it_was(tmp_path: Path) -> None:
    repository(service(tmp_path, {"policy.yaml": "profile: strict\n"}))
    document = only(write(tmp_path, {"policy.yaml": "\nprofile: advisory\n"}), "policy")
    assert (document.contents, document.base) == ({"profile": "advisory"}, {"profile": "strict"})
    assert document.locate(("profile",)) == (2, 1)


def test_a_policy_that_could_not_be_read(tmp_path: Path) -> None:
    repository(service(tmp_path, {"policy.yaml": "profile: [\n"}))
    assert only(write(tmp_path, {"policy.yaml": ""}), "policy").base is None


class TestDatasets:
    def test_cases_by_tag(self, tmp_path: Path) -> None:
        repository(service(tmp_path))
        more = '{"tags": ["x", "x", 1]}\n{"tags": null}\n'
        golden, redteam = of(write(tmp_path, {"evals/golden.jsonl": more}), "dataset")
        assert golden.contents == {"cases": 2, "tags": {"x": 1}}
        assert golden.base == {"cases": 2, "tags": {"x": 1, "y": 1}}
        assert redteam.contents == redteam.base

    def test_a_file_that_is_gone_has_no_cases(self, tmp_path: Path) -> None:
        repository(service(tmp_path))
        (tmp_path / "evals/redteam.jsonl").unlink()
        _, redteam = of(tmp_path, "dataset")
        assert redteam.contents == {"cases": 0, "tags": {}}
        assert redteam.base["cases"] == 1

    def test_a_file_that_never_was(self, tmp_path: Path) -> None:
        root = service(tmp_path)
        (root / "evals/redteam.jsonl").unlink()
        assert only(root, "dataset").base is ABSENT

    @pytest.mark.parametrize("line", ["{", "[]", '{"tags": 1}', "[" * 100_000, "\udcff"])
    def test_a_line_that_is_no_case(self, line: str, tmp_path: Path) -> None:
        root = service(tmp_path)
        with (root / "evals/golden.jsonl").open("ab") as file:
            file.write(os.fsencode(line))
        with pytest.raises(IncompleteError, match=r"^evals/golden.jsonl:4:1: this is no case"):
            collected(root)

    def test_a_base_that_is_none(self, tmp_path: Path) -> None:
        repository(service(tmp_path, {"evals/golden.jsonl": "{\n"}))
        assert of(service(tmp_path), "dataset")[0].base is None


class TestPrompts:
    @pytest.mark.parametrize(
        ("name", "text", "expected", "place"),
        [
            ("prompts/a.prompty", PROMPT, {"id": "gpt-4.1-mini"}, (4, 1)),
            ("src/a/b.prompty", PROMPT.lstrip(), {"id": "gpt-4.1-mini"}, (3, 1)),
            ("prompts/a.prompt", "# c\n---\nmodel: googleai/x\n---\n", "googleai/x", (3, 1)),
            ("prompts/a.prompt.yml", "name: a\nmodel: openai/x\n", "openai/x", (2, 1)),
            ("prompts/a.json", '{"model": "x"}', "x", (1, 2)),
        ],
    )
    def test_the_model(
        self, name: str, text: str, expected: Any, place: tuple[int, int], tmp_path: Path
    ) -> None:
        document = only(service(tmp_path, {name: text}), "prompt")
        assert (document.path, document.contents["model"]) == (name, expected)
        assert document.locate(("model",)) == place

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            pytest.param("prompts/a.prompty", "system:\nHi.\n", id="no front matter"),
            pytest.param("prompts/README.md", "---\nmodel: x\n---\n", id="no prompt"),
            pytest.param("a.yaml", "model: x\n", id="elsewhere"),
            pytest.param("tests/cases/a.prompty", PROMPT, id="nobody asks it"),
            pytest.param("prompts/empty.yaml", "", id="empty"),
        ],
    )
    def test_noop(self, name: str, text: str, tmp_path: Path) -> None:
        assert of(service(tmp_path, {name: text}), "prompt") == []

    def test_the_house_says_where_they_are(self, tmp_path: Path) -> None:
        house = CONFIG + '[prompts]\nhouse = ["texts/**"]\n'
        files = {"goldenpath.toml": house, "texts/a.yaml": "model: x", "prompts/a.yaml": "model: x"}
        assert only(service(tmp_path, files), "prompt").path == "texts/a.yaml"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "prompts/a.prompty",
            "\n---\nmodel: x\n",
            "a.prompty:2:1: the front matter .* never closed",
        ),
        ("prompts/a.prompty", "---\nmodel: [\n---\n", r"a.prompty:3:1: this is no YAML"),
        ("prompts/a.yaml", "a: 1\na: [", r"a.yaml:3:1: this is no YAML"),
        ("flags/flags.json", "{", "flags.json:2:1: this is no YAML"),
        ("policy.yaml", "a: [", "policy.yaml:2:1: this is no YAML"),
        ("policy.yaml", "a: 1\n---\nb: 2", "policy.yaml: one document is expected"),
        ("CODEOWNERS", "\udcff", "CODEOWNERS: byte 1 is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_incomplete(name: str, text: str, said: str, tmp_path: Path) -> None:
    service(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(os.fsencode(text))
    with pytest.raises(IncompleteError, match=said):
        collected(tmp_path)


@pytest.mark.parametrize("name", ["prompts/a.prompty", "policy.yaml", "evals/golden.jsonl"])
def test_a_link_that_leads_out_is_incomplete(name: str, tmp_path: Path) -> None:
    root = service(tmp_path / "service", {"prompts/b.prompty": PROMPT})
    other = write(tmp_path, {"other": PROMPT}) / "other"
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to(other)
    with pytest.raises(IncompleteError, match=f"^{name}: this leads out of the service"):
        collected(root)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = service(tmp_path)
    os.mkfifo(root / "policy.yaml")
    with pytest.raises(IncompleteError, match="no plain file"):
        collected(root)


def test_a_start_that_git_cannot_tell_is_incomplete(tmp_path: Path) -> None:
    repository(service(tmp_path))
    git(tmp_path, "checkout", "--quiet", "-b", "change")
    with pytest.raises(IncompleteError, match="fetch the whole history"):
        collected(tmp_path, {"GITHUB_BASE_REF": "main"})
