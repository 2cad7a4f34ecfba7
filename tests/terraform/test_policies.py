"""Our own rules, and Checkov's, over our own plans: nothing is found, no waiver is needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.environments import cost
from goldenpath_gates.policy import checkov, judgement, team
from goldenpath_gates.policy.engine import wasm
from goldenpath_gates.policy.settings import Policy

from tests.support import Workshop
from tests.terraform.plans import CLOUDS, SPEC, Planned, all_plans, service


@pytest.fixture(scope="module")
def plans(workshop: Workshop) -> list[Planned]:
    return all_plans(workshop)


@pytest.fixture(scope="module")
def judge(workshop: Workshop) -> Path:
    """A service whose policy.yaml is as it was rendered: strict, without a waiver."""
    root = service(workshop, "github-aws")
    ours = team.read(root)
    assert (ours.profile, ours.waivers) == ("strict", ())
    return root


def test_there_is_something_to_judge(plans: list[Planned]) -> None:
    assert len(plans) >= 35
    for plan in plans:
        pure = plan.name.startswith(("environment-plan-", "federated-claims-"))
        assert plan.document.contents["resources"] or pure, plan.name


def test_no_rule_is_broken(plans: list[Planned], judge: Path) -> None:
    documents = [plan.document for plan in plans]
    found = wasm.evaluate(documents, judgement.data_of(judge, team.read(judge)))
    assert [f"{one.path}: {one.rule}: {one.text}" for one in found] == []


def test_checkov_finds_nothing(plans: list[Planned], judge: Path) -> None:
    found = checkov.run(judge, [plan.on_disk for plan in plans], Policy())
    assert found is not None
    assert [f"{Path(one.path).stem}: {one.rule}: {one.subject}" for one in found] == []


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_preview_has_a_price_and_stays_within_its_budget(
    plans: list[Planned], judge: Path, cloud: str
) -> None:
    (plan,) = (one for one in plans if one.name == f"github-{cloud}-preview")
    known = cost.prices(judge, config.load(judge))
    estimate = cost.estimate(plan.document.contents["resources"], SPEC.ttl_hours, known)
    assert estimate.unpriced == ()
    assert 1 <= estimate.total <= SPEC.budget_usd
