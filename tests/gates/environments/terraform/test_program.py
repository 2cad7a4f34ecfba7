"""Terraform of the machine where it is new enough, else the pinned release."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from goldenpath_gates import released
from goldenpath_gates.environments.terraform import program
from goldenpath_gates.errors import IncompleteError


def put(folder: Path, version: str) -> dict[str, str]:
    path = folder / "terraform"
    path.write_text(
        f"#!/bin/sh\necho 'Warning: x'\nprintf '{{\\n\"terraform_version\": {version}}}'\n"
    )
    path.chmod(0o700)
    return {"PATH": str(folder)}


@pytest.mark.parametrize("version", ['"1.11.0"', '"1.12.0-rc1"', '"2.0.0"'])
def test_new_enough(tmp_path: Path, version: str) -> None:
    env = put(tmp_path, version)
    assert program.path(env) == str(tmp_path / "terraform")


@pytest.mark.parametrize(
    ("version", "message"),
    [('"1.10.5"', r"is 1\.10: install Terraform 1\.11"), ("null", "does not say which version")],
)
def test_others_are_incomplete(tmp_path: Path, version: str, message: str) -> None:
    with pytest.raises(IncompleteError, match=message):
        program.path(put(tmp_path, version))


def test_what_is_missing_is_obtained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def obtained(release: released.Release) -> Path:
        asked.append(release)
        return tmp_path / "obtained"

    monkeypatch.setattr(released, "obtained", obtained)
    assert program.path({"PATH": str(tmp_path)}) == str(tmp_path / "obtained")
    assert asked == [program.RELEASE]


def test_the_release_is_pinned() -> None:
    release = program.RELEASE
    assert release.url.endswith(f"/terraform_{release.version}_{{platform}}.zip")
    assert {"linux_amd64", "linux_arm64"} <= set(release.digests)
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in release.digests.values())
    assert len(set(release.digests.values())) == len(release.digests)


def test_a_zip_is_opened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("LICENSE.txt", "licence")
        archive.writestr("terraform", "program")
    assert released._member(program.RELEASE, made.getvalue()) == b"program"
    with zipfile.ZipFile(made := io.BytesIO(), "w") as archive:
        archive.writestr("LICENSE.txt", "licence")
    with pytest.raises(IncompleteError, match=r"terraform 1\.11\.4 has no program"):
        released._member(program.RELEASE, made.getvalue())
