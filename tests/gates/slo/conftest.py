"""A service called `answers` with what is generated from its promises, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.slo import files

from tests.support import Workshop
from tests.template import slo_files


@pytest.fixture(scope="session")
def answers(workshop: Workshop) -> Path:
    """Holds slo.yaml, policy.yaml and the generated files. Look, do not touch."""

    def make(folder: Path) -> None:
        slo_files.render(folder, {"project_name": "Answers"}, slo_files.SOURCES)
        files.write(folder)

    return workshop.once("services/answers-slo", make)
