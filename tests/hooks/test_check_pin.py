from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from goldenpath_hooks.check_pin import main
from goldenpath_hooks.service.pins import pins

from tests.hooks.case_folders import both, judge, lay_out, load, relative
from tests.support import HOST_OF, fresh_copy

Render = Callable[[str], Path]
COMMIT = re.compile(r"\b[0-9a-f]{40}\b")


@pytest.mark.parametrize("path", both("check-pin"), ids=relative)
def test_case(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay_out(load(path)["files"], tmp_path)
    monkeypatch.chdir(tmp_path)
    judge(path, main, [], capsys)


@pytest.mark.parametrize("name", [name for name in ("defaults", *HOST_OF) if "py-" not in name])
def test_a_service_passes(render: Render, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(render(name))
    assert main([]) == 0
    found, _ = pins(Path())
    kinds = {"./ci", "the hooks", "the answers file"} | {
        "the pipeline" for _ in {name} & set(HOST_OF)
    }
    assert {pin.what for pin in found} == kinds


@pytest.mark.parametrize("name", ["defaults", "github-referenced", "gitlab-referenced"])
def test_each_pin_is_compared(
    render: Render,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """Whichever file alone is moved, it or what still stands elsewhere is named."""
    service = fresh_copy(render(name), tmp_path)
    monkeypatch.chdir(service)
    paths = {pin.path for pin in pins(Path())[0] if pin.ref and not pin.short}
    assert len(paths) == 3 if name in HOST_OF else 2
    for path in paths:
        text = (service / path).read_text(encoding="utf-8")
        (pinned,) = set(COMMIT.findall((service / "ci").read_text(encoding="utf-8")))
        (service / path).write_text(text.replace(pinned, "f" * 40), encoding="utf-8")
        assert main([]) == 1
        assert f"{path}:" in capsys.readouterr().out
        (service / path).write_text(text, encoding="utf-8")
    assert main([]) == 0


def test_hostile_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ci").write_bytes(b"library='git+" + b"@" * 1_000_000 + b"\xff")
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "a.yml").write_text("uses: " + "a" * 1_000_000)
    (workflows / "b.yml").write_text("\n".join(["  uses: ../../" * 10] * 10_000))
    (workflows / "loop.yml").symlink_to(workflows / "loop.yml")
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
