"""The library's hooks in the lint stage: from its own environment, tuned by the service at most."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from goldenpath_gates import own_hooks

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
    config = {"repos": repos, "exclude": "^data/"}
    done = own_hooks.run_from_here(config)
    assert list(hooks_of(config)) == IDS
    assert done["repos"][1:] == [FOREIGN]
    assert done["exclude"] == "^data/"


def test_a_hook_is_a_program_of_this_environment() -> None:
    lint = hooks_of({"repos": []})["prompt-lint"]
    assert lint["language"] == "unsupported"
    assert lint["entry"].startswith(sys.executable)
    assert lint["entry"].endswith(" -P -m goldenpath_hooks.prompt_lint")


def test_the_service_tunes_a_hook_but_not_what_it_runs() -> None:
    tuned = {
        "id": "prompt-lint",
        "args": ["--strict"],
        "exclude": "^drafts/",
        "entry": "true",
        "language": "python",
        "language_version": "python3.9",
        "additional_dependencies": ["other"],
    }
    lint = hooks_of({"repos": [library(tuned)]})["prompt-lint"]
    assert (lint["args"], lint["exclude"]) == (["--strict"], "^drafts/")
    assert "goldenpath_hooks.prompt_lint" in lint["entry"]
    assert lint["language"] == "unsupported"
    assert not set(own_hooks.INSTALLED_BY_PRE_COMMIT) & set(lint)
