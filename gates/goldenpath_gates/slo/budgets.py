"""What a team may spend on a model in an environment: `ai.budgets` of `policy.yaml`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates.policy import team


@dataclass(frozen=True)
class Budget:
    """`team` is as metrics carry it, `model` and `environment` as the policy says them."""

    team: str
    model: str
    environment: str
    usd: float

    @property
    def spends(self) -> str:
        """Selects what counts against it. The budget is the team's: of all of its services."""
        models = ".*".join(map(literally, self.model.split("*")))
        return ",".join(
            (
                f"team={quoted(self.team)}",
                f"namespace=~{quoted('.+-' + literally(self.environment))}",
                f"gen_ai_request_model=~{quoted(models)}",
            )
        )


def literally(text: str) -> str:
    """A regular expression (RE2) that is this text."""
    return re.sub(r"[.+*?()|\[\]{}^$\\]", r"\\\g<0>", text)


def quoted(text: str) -> str:
    """As PromQL writes a text; JSON escapes no more than Go knows."""
    return json.dumps(text, ensure_ascii=False)


def read(root: Path) -> tuple[Budget, ...]:
    """In the order of the file. Raises UsageError where `policy.yaml` is wrong."""
    rows = team.read(root).data.get("ai", {}).get("budgets", ())
    return tuple(
        Budget(slug(row["team"]), row["model"], row["environment"], float(row["usd_per_month"]))
        for row in rows
    )


def slug(owner: str) -> str:
    """As the label `team` of every metric says it: `acme-ai-team` of `@acme/ai-team`."""
    return re.sub("[^a-z0-9]+", "-", owner.lower()).strip("-")
