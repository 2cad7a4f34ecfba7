"""One digest from the build to the last stage: nothing after `image` builds, or goes by a tag."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates import train
from goldenpath_gates.errors import UsageError
from goldenpath_gates.registry import reference

from tests.gates.support import PACKAGE, ROOT

BUILDERS = {"goldenpath_gates.image.engine", "goldenpath_gates.image.building"}
MAY_BUILD = {"image", "commands/image.py", "stages/image.py"}
WORKFLOWS = ROOT / "workflows"
TOOLS = re.compile(r"\b(buildah|podman|docker|kaniko|buildx)\b")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def builds(path: Path) -> bool:
    return not BUILDERS.isdisjoint(imports(path))


def test_only_the_stage_image_can_build() -> None:
    building = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if builds(path)
    }
    assert building, "the builders are called otherwise now: mend this test"
    assert {path for path in building if path.partition("/")[0] != "image"} <= MAY_BUILD


def jobs(name: str) -> dict[str, Any]:
    body: dict[str, Any] = yaml.safe_load((WORKFLOWS / name).read_text("utf-8"))
    found: dict[str, Any] = body.get("jobs", body)
    return found


@pytest.mark.parametrize("name", ["github/train.yml", "github/train-ghes.yml", "gitlab/train.yml"])
def test_only_the_job_of_image_names_an_engine(name: str) -> None:
    naming = {job for job, body in jobs(name).items() if TOOLS.search(yaml.dump(body))}
    assert naming <= {"image", "image-stage"}


def test_who_publishes_takes_the_image_and_deploys_what_it_pushed() -> None:
    table = train.load(WORKFLOWS / "stages.yml")
    (pushing,) = (stage for stage in table if stage.registry)
    assert "image" in pushing.needs
    assert pushing.evidence
    row = {"id": "production", "asks": "Is it there?", "when": "main", "environment": "production"}
    rows = yaml.safe_load((WORKFLOWS / "stages.yml").read_text("utf-8"))
    schema = yaml.safe_load((WORKFLOWS / "stages.schema.json").read_text("utf-8"))
    rows["stages"].append(row | {"needs": ["image"], "takes": ["image"]})
    with pytest.raises(UsageError, match="deploys the image that publish hands on"):
        train.parse(rows, schema, "stages.yml")
    rows["stages"][-1] = row | {"needs": ["publish"], "takes": ["publish"]}
    train.parse(rows, schema, "stages.yml")


@pytest.mark.parametrize("image", ["ghcr.io/acme/svc:1.2.3", "ghcr.io/acme/svc:latest"])
def test_a_tag_names_no_image(image: str) -> None:
    with pytest.raises(UsageError, match="a tag moves"):
        reference.parse(image)
