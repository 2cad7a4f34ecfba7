from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.__main__ import main

from tests.gates.support import CONFIG, repository, write

NO_API = '[contract]\ndocument = ""\n'


def test_writes_what_the_rules_see(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(service, {"goldenpath.toml": CONFIG + NO_API, "Dockerfile": "FROM scratch\n"})
    repository(service)
    assert main(["policy", "input"]) == 0
    written = json.loads((service / "reports/policy/input.json").read_text("utf-8"))
    assert "Dockerfile" in {document["path"] for document in written["documents"]}
    data = json.loads((service / "reports/policy/data.json").read_text("utf-8"))
    assert {"exposure", "ai"} <= set(data["policy"])
    assert "conftest test" in capsys.readouterr().out


def test_says_what_it_could_not_read(service: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(service, {".github/workflows/ci.yml": "a: ["})
    assert main(["policy", "input", "out"]) == 3
    assert ".github/workflows/ci.yml:" in capsys.readouterr().err
    assert (service / "out/input.json").is_file()
