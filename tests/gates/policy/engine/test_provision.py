"""Where conftest comes from, with stand-ins for it and for Go: nothing is downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.engine import provision

RECENT = 'echo "Conftest: dev"; echo "OPA: 1.21.1"'
CI = {"CI": "true"}


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with a shell, and a folder for what is put on it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    return folder


def put(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def go(version: str = "go1.99.1", conftest: str = RECENT) -> str:
    made = f"printf '%s\\n' '#!/bin/sh' '{conftest}' > $GOBIN/conftest; chmod +x $GOBIN/conftest"
    build = f'mkdir -p $GOBIN; echo "$0 $@ $GOFLAGS" >> $LOG; {made}'
    return f"case $1 in env) echo {version};; *) {build};; esac"


@pytest.mark.parametrize("env", [{}, CI])
@pytest.mark.parametrize("needed", [True, False])
def test_what_is_there_is_taken(machine: Path, env: dict[str, str], needed: bool) -> None:
    program = put(machine, "conftest", RECENT)
    assert provision.conftest(env, needed=needed) == program


def test_a_laptop_without_it_does_with_the_embedded_engine() -> None:
    assert provision.conftest({}, needed=False) is None


def test_a_laptop_with_rules_of_its_own_is_told_how_to_install_it() -> None:
    with pytest.raises(IncompleteError, match=r"own rules .*go install .*@v0\.71\.1"):
        provision.conftest({}, needed=True)


@pytest.mark.parametrize(
    "script", ['echo "OPA: 1.11.9"', 'echo "OPA: 0.69.0"', "echo 1.21", "exit 1", "kill -9 $$"]
)
def test_an_old_one_is_incomplete(machine: Path, script: str) -> None:
    put(machine, "conftest", script)
    with pytest.raises(IncompleteError, match="too old or no conftest"):
        provision.conftest({}, needed=False)


def test_a_pipeline_builds_it_once(
    machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(machine, "go", go())
    program = provision.conftest(CI, needed=False)
    assert program == str(tmp_path / "cache" / "goldenpath" / "tools" / "conftest-v0.71.1")
    assert "v0.71.1 is built, once" in capsys.readouterr().err
    assert provision.conftest(CI, needed=True) == program
    (line,) = (tmp_path / "log").read_text("utf-8").splitlines()
    assert f"install {provision.MODULE}@v0.71.1 -trimpath" in line
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("version", ["go1.26.7", "go1.25", "devel", ""])
def test_an_old_go_is_replaced_by_one_of_python(
    machine: Path, tmp_path: Path, version: str
) -> None:
    put(machine, "go", go(version))
    put(machine, "uv", go())
    assert provision.conftest(CI, needed=False)
    log = (tmp_path / "log").read_text("utf-8")
    assert f"/uv tool run --from {provision.GO} go install" in log


@pytest.mark.parametrize("version", ["go1.26.8", "go1.27", "go2.0.0"])
def test_a_recent_go_is_taken(machine: Path, tmp_path: Path, version: str) -> None:
    put(machine, "go", go(version))
    assert provision.conftest(CI, needed=False)
    assert "/go install" in (tmp_path / "log").read_text("utf-8")


def test_a_build_that_fails_is_incomplete_and_tried_again(machine: Path) -> None:
    put(machine, "go", "case $1 in env) echo go1.99.1;; *) echo 'no network'; exit 1;; esac")
    with pytest.raises(IncompleteError, match=r"no network; install it"):
        provision.conftest(CI, needed=False)
    put(machine, "go", go())
    assert provision.conftest(CI, needed=False)


def test_what_was_built_must_be_recent_too(machine: Path) -> None:
    put(machine, "go", go(conftest='echo "OPA: 0.1.0"'))
    with pytest.raises(IncompleteError, match="too old"):
        provision.conftest(CI, needed=False)


def test_a_cache_of_somebody_else_is_incomplete(machine: Path, tmp_path: Path) -> None:
    put(machine, "go", go())
    folder = tmp_path / "cache" / "goldenpath" / "tools"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    with pytest.raises(IncompleteError, match="only you can write to"):
        provision.conftest(CI, needed=False)
