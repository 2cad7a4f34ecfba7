"""`goldenpath env up --cloud`, where the workload comes later and from somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from goldenpath_gates import __main__ as cli
from goldenpath_gates.environments import engines
from goldenpath_gates.environments.engine import Standing
from goldenpath_gates.environments.spec import Spec

from tests.gates.environments.support import tiny


class Cloud:
    """Makes nothing: what it is asked for stands, and says no version of itself."""

    def reap(self, *_: object) -> Mapping[str, tuple[str, ...]]:
        return {}

    def up(self, spec: Spec, _: object) -> Standing:
        now = datetime(2026, 11, 22, 19, tzinfo=UTC)
        url = "https://tiny-pr-7.preview.example.com" if spec.change else ""
        return Standing(spec.name, "ready", now, now + timedelta(hours=5), spec.change, url)


@pytest.mark.parametrize("which", [("--change", "7"), ("--branch", "main")])
def test_nobody_is_asked_who_is_not_there_yet(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    which: tuple[str, str],
) -> None:
    monkeypatch.chdir(tiny(tmp_path).root)
    monkeypatch.setattr(engines, "engine", lambda *_, **__: Cloud())
    assert cli.main(["env", "up", "--cloud", *which]) == 0
    said = capsys.readouterr().out
    assert "is made; Argo CD brings what runs in it, by the label of a change" in said
    assert "until 2026-11-23 00:00 UTC, or `goldenpath env down tiny-" in said
    assert " --cloud`" in said
