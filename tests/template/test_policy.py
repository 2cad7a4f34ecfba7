"""A fresh service breaks none of the rules, whatever was answered."""

from __future__ import annotations

import os

import pytest
from goldenpath_gates import config
from goldenpath_gates.policy import judgement, team
from goldenpath_gates.policy.collect import collect
from goldenpath_gates.policy.engine import wasm

from tests.support import ANSWER_SETS, Workshop

TYPES = {
    *("codeowners", "dataset", "dockerfile", "flags", "goldenpath", "kubernetes", "openapi"),
    *("policy", "prompt"),
}


@pytest.mark.parametrize("name", ANSWER_SETS)
def test_nothing_is_found_at_strict(workshop: Workshop, name: str) -> None:
    service = workshop.render(name)
    ours = team.read(service)
    documents, unread = collect(service, config.load(service), os.environ)
    assert (ours.profile, ours.waivers, unread) == ("strict", (), [])
    types = {document.type for document in documents}
    forge = "gitlab-ci" if "gitlab" in name else "github-workflow"
    infra = {"terraform"} if ANSWER_SETS[name].get("cloud") else set()
    assert types == TYPES | infra | {forge}
    open_ = {"api-security"} if ANSWER_SETS[name].get("auth") == "none" else set()
    found = wasm.evaluate(documents, judgement.data_of(service, ours))
    assert {finding.rule for finding in found} == open_
