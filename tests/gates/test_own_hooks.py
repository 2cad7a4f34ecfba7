"""The library's hooks in the lint stage: from its own environment, tuned by the service at most."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from goldenpath_gates import own_hooks
from goldenpath_gates.errors import UsageError

Config = dict[str, Any]
IDS = [hook["id"] for hook in own_hooks.manifest()]
FOREIGN = {"repo": "https://example.com/hooks", "rev": "v1", "hooks": [{"id": "theirs"}]}


def library(*hooks: dict[str, Any]) -> dict[str, Any]:
    sign = {"id": own_hooks.SIGN}
    return {"repo": "https://example.com/lib", "rev": "0" * 40, "hooks": [sign, *hooks]}


def hooks_of(config: Config) -> dict[str, dict[str, Any]]:
    own = own_hooks.run_from_here(config)["repos"][0]
    assert own["repo"] == "local"
    return {hook["id"]: hook for hook in own["hooks"]}


@pytest.mark.parametrize(
    "repos",
    [
        pytest.param([library({"id": "prompt-lint"}), FOREIGN], id="named"),
        pytest.param([FOREIGN, library()], id="all but one left out"),
        pytest.param([FOREIGN], id="the entry left out"),
    ],
)
def test_every_hook_of_the_library_runs_and_the_others_stay(repos: list[Any]) -> None:
    config = {"repos": repos, "default_stages": ["manual"]}
    done = own_hooks.run_from_here(config)
    assert list(hooks_of(config)) == IDS
    assert all(hook["stages"] == ["pre-commit"] for hook in hooks_of(config).values())
    assert done["repos"][1:] == [FOREIGN]


def test_a_hook_is_a_program_of_this_environment() -> None:
    lint = hooks_of({"repos": []})["prompt-lint"]
    assert lint["language"] == "unsupported"
    assert lint["entry"].startswith(sys.executable)
    assert lint["entry"].endswith(" -P -m goldenpath_hooks.prompt_lint")


def test_the_service_tunes_a_hook_but_not_what_it_judges() -> None:
    tuned = {
        "id": "prompt-lint",
        "args": ["--strict"],
        "exclude": "^drafts/",
        "additional_dependencies": ["other"],
        "entry": "true",
        "files": "^nowhere/",
        "language_version": "python3.9",
        "pass_filenames": False,
        "stages": ["manual"],
        "types": ["symlink"],
    }
    plain = hooks_of({"repos": [library()]})["prompt-lint"]
    lint = hooks_of({"repos": [library(tuned)]})["prompt-lint"]
    assert lint == plain | {"args": ["--strict"], "exclude": "^drafts/"}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        pytest.param(
            {"id": "no-hardcoded-keys", "args": ["--list"]},
            r"no-hardcoded-keys with --list would judge less; allowed: none",
            id="an argument that ends it early",
        ),
        pytest.param(
            {"id": "format-json", "args": ["--indent=4", "--help"]},
            r"format-json with --help would judge less; allowed: --check, --indent",
            id="one among others",
        ),
        pytest.param({"id": own_hooks.SIGN}, "stands there once", id="twice"),
        pytest.param({"name": "x"}, "needs an id", id="no id"),
    ],
)
def test_a_hook_that_would_judge_less_is_refused(entry: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        own_hooks.run_from_here({"repos": [library(entry)]})


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"repos": []}, 0),
        ({"repos": [FOREIGN | {"hooks": [{"id": "a", "exclude": ".*"}]}]}, 0),
        ({"repos": [library({"id": "prompt-lint", "exclude": "^a/"})]}, 2),
        ({"repos": [library({"id": "prompt-lint", "exclude": "^a/"})], "exclude": "[xy]$"}, 3),
        ({"repos": [], "files": "^a/"}, 1),
    ],
)
def test_hidden_files_are_counted(config: Config, expected: int) -> None:
    assert own_hooks.hidden(config, ["a/x", "a/z", "b/y"]) == expected
