"""Plans of everything that the library offers, as the policies judge them, made once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates.environments.spec import Spec
from goldenpath_gates.policy.document import Document
from goldenpath_gates.policy.terraform import plan

from tests.support import Answers, Workshop
from tests.terraform.support import MODULES, planned

CLOUDS = ("aws", "gcp", "azure")
ROOTS = ("preview", "staging", "production")
SERVICES: Mapping[str, Answers] = {
    f"{ci}-{cloud}": {"ci": ci, "cloud": cloud} for ci in ("github", "gitlab") for cloud in CLOUDS
}
"""With the pipeline referenced, at a commit."""
SPEC = Spec(
    service="answer-service",
    name="answer-service-pr-7",
    repository="https://github.com/acme/answer-service",
    team="@acme/ai-team",
    created_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
    change=7,
    author="mona",
    reviewers=("hubot",),
)


@dataclass(frozen=True)
class Planned:
    """`file` is what `terraform show -json` printed; rules see it in a folder of that name."""

    name: str
    file: Path

    @property
    def document(self) -> Document:
        read = plan.load(self.file.read_bytes(), self.name)
        path = f"{self.name}/plan.json"
        return Document("terraform-plan", path, plan.contents(read), group=self.name)

    @property
    def on_disk(self) -> Document:
        """As Checkov, which reads the file, is told."""
        return Document("terraform-plan", str(self.file), {})


def service(workshop: Workshop, name: str) -> Path:
    """Look, do not touch: others look at it too."""
    library, host = workshop.library(), name.partition("-")[0]
    return workshop.once(f"infra/{name}", lambda folder: library.copy(folder, SERVICES[name], host))


def targets(workshop: Workshop) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
    """Name, folder and variables of every example of a module and every root of a service."""
    for example in sorted(MODULES.glob("*/examples/*/")):
        yield f"{example.parents[1].name}-{example.name}", example, {}
    for name in SERVICES:
        for root in ROOTS:
            if root != "preview" or name.startswith("github"):  # a preview's knows no forge
                yield f"{name}-{root}", service(workshop, name) / "infra" / root, variables(root)


def variables(root: str) -> Mapping[str, Any]:
    return {"environment": SPEC.variables()} if root == "preview" else {}


def all_plans(workshop: Workshop) -> list[Planned]:
    def make(folder: Path) -> None:
        for name, target, given in targets(workshop):
            made = planned(target, folder / "work" / name, given)
            (folder / f"{name}.json").write_text(json.dumps(made), "utf-8")

    folder = workshop.once("terraform-plans", make)
    return [Planned(path.stem, path) for path in sorted(folder.glob("*.json"))]
