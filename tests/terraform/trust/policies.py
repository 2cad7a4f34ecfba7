"""What our own rule says about a plan."""

from __future__ import annotations

from goldenpath_gates.policy import team
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.engine import wasm
from goldenpath_gates.policy.terraform import plan as plans

from tests.terraform.trust.plans import Plan

RULE = "terraform-unbound-trust"


def findings(plan: Plan) -> set[str]:
    """Ids of all rules that find something."""
    document = Document("terraform-plan", "plan.json", plans.contents(plan))
    return {found.rule for found in wasm.evaluate([document], team.defaults())}
