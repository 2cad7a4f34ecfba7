from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect.terraform import MAX_SOURCE, documents
from goldenpath_gates.policy.settings import Policy

RESOURCE = 'resource "aws_s3_bucket" "a" {}\n'


def plan(*sources: str) -> str:
    """That calls modules."""
    calls = {f"m{index}": {"source": source} for index, source in enumerate(sources)}
    configuration = {"root_module": {"module_calls": calls}}
    return json.dumps({"format_version": "1.2", "configuration": configuration})


def written(root: Path, **files: str) -> Path:
    """Files by path, with `__` for each slash and `_` for each dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def paths(root: Path, settings: Policy | None = None) -> list[tuple[str, str]]:
    return [(one.path, one.group) for one in documents(root, settings or Policy())]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"infra__main_tf": RESOURCE}, [("infra/main.tf", "infra")]),
        (
            {"infra__a__main_tofu": "", "infra__b__main_tf_json": "{}"},
            [("infra/a/main.tofu", "infra/a"), ("infra/b/main.tf.json", "infra/b")],
        ),
        ({"infra__plan_json": plan()}, [("infra/plan.json", "infra/plan.json")]),
        (
            {"infra__plan_json": plan(), "infra__main_tf": RESOURCE, "infra__b__c_tf": ""},
            [("infra/plan.json", "infra/plan.json"), ("infra/b/c.tf", "infra/b")],
        ),
        (
            {
                "infra__a__plan_json": plan("../m", "acme/n/aws"),
                "infra__a__main_tf": "",
                "infra__m__main_tf": "",
                "infra__n__main_tf": "",
            },
            [("infra/a/plan.json", "infra/a/plan.json"), ("infra/n/main.tf", "infra/n")],
        ),
        ({"infra__main_tf": "", "infra__terraform_tfvars": "a = 1"}, [("infra/main.tf", "infra")]),
        ({"infra__notoverride_tf": ""}, [("infra/notoverride.tf", "infra")]),
    ],
)
def test_what_counts(
    tmp_path: Path, files: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert paths(written(tmp_path, **files)) == expected


@pytest.mark.parametrize(
    "file", ["main_tf", "infra__README_md", "infra__other_tfvars", "infra__x_tftest_hcl"]
)
def test_what_does_not_count(tmp_path: Path, file: str) -> None:
    assert paths(written(tmp_path, **{file: "{{ no Terraform"})) == []


@pytest.mark.parametrize("folder", [".terraform", ".git"])
def test_folders_of_tools_do_not_count(tmp_path: Path, folder: str) -> None:
    (tmp_path / "infra" / folder / "modules").mkdir(parents=True)
    (tmp_path / "infra" / folder / "modules" / "main.tf").write_text("{{", "utf-8")
    (tmp_path / "infra" / folder / "plan.json").write_text("{", "utf-8")
    assert paths(tmp_path) == []


def test_folders_that_overlap_count_once(tmp_path: Path) -> None:
    written(tmp_path, infra__a__main_tf="")
    settings = Policy(terraform=("infra", "infra/a", "infra/a/"))
    assert paths(tmp_path, settings) == [("infra/a/main.tf", "infra/a")]


def test_the_root_of_the_service(tmp_path: Path) -> None:
    written(tmp_path, main_tf="")
    assert paths(tmp_path, Policy(terraform=(".",))) == [("main.tf", ".")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"infra__main_tf": "{% if a %}"}, r"infra/main\.tf:1:\d+: this is no Terraform"),
        ({"infra__main_tf": "", "infra__override_tf": ""}, r"infra/override\.tf: overrides"),
        ({"infra__plan_json": "{"}, r"infra/plan\.json: this is no JSON or not all of it"),
        ({"infra__main_tf": "a = " + "[" * 3000 + "]" * 3000}, r"infra/main\.tf: is nested"),
        ({"infra__main_tf": "#" * (MAX_SOURCE + 1)}, r"infra/main\.tf: is larger"),
        ({"infra__main_tf": "", "infra__a_auto_tfvars": "a ="}, r"infra/a\.auto\.tfvars:1"),
    ],
)
def test_what_cannot_be_read_is_incomplete(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(IncompleteError, match=said):
        paths(written(tmp_path, **files))


@pytest.mark.parametrize("root", ['{"module_calls": [1]}', '{"module_calls": {"m": 1}}'])
def test_a_plan_of_an_odd_form_is_incomplete(tmp_path: Path, root: str) -> None:
    text = f'{{"format_version": "1.2", "configuration": {{"root_module": {root}}}}}'
    with pytest.raises(IncompleteError, match=r"infra/plan\.json: this plan cannot be judged"):
        paths(written(tmp_path, infra__plan_json=text))


def test_a_link_out_of_the_service_is_incomplete(tmp_path: Path) -> None:
    service = tmp_path / "service"
    written(service, infra__a_tf="")
    written(tmp_path, secret_tf="")
    (service / "infra" / "main.tf").symlink_to(tmp_path / "secret.tf")
    with pytest.raises(IncompleteError, match=r"infra/main\.tf: leads out of the service"):
        paths(service)


def test_a_link_to_nothing_is_incomplete(tmp_path: Path) -> None:
    written(tmp_path, infra__a_tf="")
    (tmp_path / "infra" / "main.tf").symlink_to("nothing")
    with pytest.raises(IncompleteError, match=r"infra/main\.tf: cannot be read"):
        paths(tmp_path)
