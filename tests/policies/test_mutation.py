"""The cases of a rule notice when it is broken."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.policies import mutation, support
from tests.policies.support import rules

EVERY = 8


@pytest.mark.parametrize("domain", sorted({rule.domain for rule in rules()}))
def test_the_cases_notice_each_mutant_of_a_sample(domain: str) -> None:
    own = [rule for rule in rules() if rule.domain == domain]
    logic = [mutant for mutant in mutation.all_of(own) if not mutant.constant]
    found = mutation.judged(own, logic[::EVERY])
    assert [str(mutant) for mutant, noticed in found.items() if not noticed] == []
    assert len(found) >= len(own)


def test_a_rule_whose_cases_are_too_few_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rule,) = [rule for rule in rules() if rule.id == "workload-digest"]
    assert rule.file
    short = dataclasses.replace(rule, file=tmp_path / "policies" / "rego" / rule.file.name)
    assert short.file
    short.file.parent.mkdir(parents=True)
    short.file.write_text(rule.file.read_text("utf-8"), "utf-8")
    cases = rule.file.with_suffix(".yaml").read_text("utf-8")
    short.file.with_suffix(".yaml").write_text(cases.partition("  good:")[0], "utf-8")
    monkeypatch.setattr(mutation, "REGO", support.REGO)
    assert not all(mutation.judged([short]).values())


def test_mutants_of_each_kind_are_made() -> None:
    changes = {mutant.change for rule in rules() for mutant in mutation.mutants(rule)}
    for kind in ("dropped", "negated", "`==` is `!=`", "`not ` is", "`true` is `false`", "changed"):
        assert any(kind in change for change in changes), kind
