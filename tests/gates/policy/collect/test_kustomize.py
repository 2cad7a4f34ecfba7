"""What renders overlays, with stand-ins for it: nothing is downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import released
from goldenpath_gates.policy.collect import kustomize
from goldenpath_gates.released import Release


def put(folder: Path, *tools: str) -> dict[str, str]:
    """An environment with nothing else on PATH."""
    for tool in tools:
        (folder / tool).write_text("#!/bin/sh\n", "utf-8")
        (folder / tool).chmod(0o755)
    return {"PATH": str(folder)}


@pytest.mark.parametrize(
    ("tools", "name", "action"),
    [
        (("kubectl",), "kubectl", "kustomize"),
        (("kustomize",), "kustomize", "build"),
        (("kubectl", "kustomize"), "kubectl", "kustomize"),
    ],
)
def test_what_is_there_is_taken(
    tmp_path: Path, tools: tuple[str, ...], name: str, action: str
) -> None:
    assert kustomize.command(put(tmp_path, *tools)) == (str(tmp_path / name), action)


def test_a_machine_without_either_obtains_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def obtained(release: Release) -> Path:
        assert release == kustomize.RELEASE
        return tmp_path / "made"

    monkeypatch.setattr(released, "obtained", obtained)
    assert kustomize.command(put(tmp_path)) == (str(tmp_path / "made"), "build")
