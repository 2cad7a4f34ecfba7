"""The embedded engine, by modules that OPA made for this test where ours never go."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import wasm
from goldenpath_gates.policy.engine.payload import encode

from tests.support import ROOT, require

OURS = ROOT / "policies" / "policies.wasm"
IMAGE = {"spec": {"containers": [{"image": "answers:latest"}]}, "kind": "Pod"}
POD = {"documents": [{"id": 0, "type": "kubernetes", "path": "a.yaml", "contents": IMAGE}]}


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    wasm._module.cache_clear()
    return tmp_path / "cache" / "goldenpath" / "rules"


def compiled(folder: Path, rule: str) -> Path:
    require(shutil.which("opa"), "opa")
    (folder / "main.rego").write_text(f"package main\n\n{rule}\n", "utf-8")
    command = ("opa", "build", "-t", "wasm", "-e", "main/deny", "main.rego")
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    subprocess.run(("tar", "-xzf", "bundle.tar.gz", "/policy.wasm"), cwd=folder, check=True)
    return folder / "policy.wasm"


def deny(path: Path, asked: Any = None, data: Any = None) -> Any:
    return wasm.deny(encode(asked), data or {}, path)


def rules_found() -> set[str]:
    return {row["id"] for row in deny(OURS, POD)}


def test_our_rules_find_something() -> None:
    assert "workload-digest" in rules_found()


def test_the_data_is_the_policy(tmp_path: Path) -> None:
    path = compiled(tmp_path, "deny contains data.policy.tier if input.a == data.policy.a")
    assert deny(path, {"a": 1}, {"a": 1, "tier": "gold"}) == ["gold"]
    assert deny(path, {"a": 2}, {"a": 1, "tier": "gold"}) == []


def test_input_larger_than_the_memory_at_the_start(tmp_path: Path) -> None:
    path = compiled(tmp_path, "deny contains count(input)")
    assert deny(path, ["x" * 1000] * 20_000) == [20_000]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("deny contains x if x := count(numbers.range(1, 100000000))", "come to an end"),
        (
            "deny contains x if { some a in numbers.range(1, 10000); "
            "some b in numbers.range(1, 10000); some c in numbers.range(1, 1000); "
            "a + b + c < 0; x := 1 }",
            "fuel",
        ),
        ("deny contains x if x := time.now_ns()", "time.now_ns is not in the embedded engine"),
        ('deny contains x if x := sprintf("%5d", [1])', "sprintf with %5 is not in the embedded"),
    ],
)
def test_what_cannot_be_evaluated_is_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, said: str
) -> None:
    path = compiled(tmp_path, rule)
    monkeypatch.setattr(wasm, "FUEL", 1_000_000_000)
    with pytest.raises(IncompleteError, match=said):
        deny(path)


def test_what_is_nested_too_deep_is_incomplete(tmp_path: Path) -> None:
    path = compiled(tmp_path, "deny contains 1 if input.a")
    deep = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with pytest.raises(IncompleteError, match="come to an end"):
        wasm.deny(deep, {}, path)


@pytest.mark.parametrize("code", [b"", b"no module"])
def test_what_is_no_module_is_incomplete(tmp_path: Path, code: bytes) -> None:
    path = tmp_path / "policies.wasm"
    path.write_bytes(code)
    with pytest.raises(IncompleteError, match=r"policies\.wasm"):
        deny(path)


def test_no_module_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="reinstall goldenpath"):
        deny(tmp_path / "policies.wasm")


def test_the_compiled_module_is_kept(kept: Path) -> None:
    rules_found()
    (file,) = kept.iterdir()
    before = file.stat().st_mtime_ns
    wasm._module.cache_clear()
    assert "workload-digest" in rules_found()
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", [b"", b"x" * 2000])
def test_a_damaged_one_is_made_again(kept: Path, damage: bytes) -> None:
    rules_found()
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    wasm._module.cache_clear()
    assert "workload-digest" in rules_found()
    assert len(file.read_bytes()) == len(whole)


def test_a_folder_that_others_can_write_to_is_not_used(kept: Path) -> None:
    kept.mkdir(parents=True)
    kept.chmod(0o777)
    assert "workload-digest" in rules_found()
    assert list(kept.iterdir()) == []


def test_no_folder_at_all_is_no_reason_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert "workload-digest" in rules_found()


def test_several_processes_at_once_find_the_same(kept: Path) -> None:
    script = (
        "from pathlib import Path; from goldenpath_gates.policy.engine import wasm;"
        f"print(wasm.deny({encode(POD)!r}, {{}}, Path({str(OURS)!r})))"
    )
    command = (sys.executable, "-c", script)
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert "workload-digest" in said.pop()
    assert len(list(kept.iterdir())) == 1
