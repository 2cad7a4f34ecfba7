from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import inspection
from goldenpath_gates.image.inspection import Built

from tests.gates.image.layouts import CMD, Row, described, image

FILES: list[Row] = [("service", b"program")]
LABELS = {inspection.REVISION: "0123", "team": "a"}
HEALTH = ("python", "-c", "pass")


def built(folder: Path, health: tuple[str, ...] = HEALTH, **config: Any) -> Built:
    said = {"User": "65532:65532", "Cmd": CMD, "Labels": LABELS, **config}
    return inspection.read(image(folder, FILES, config=said), health)


def rules(image_: Built, labels: dict[str, str] = LABELS) -> list[str]:
    return [one.rule for one in inspection.judged(image_, labels, "Dockerfile")]


@pytest.mark.parametrize(
    ("config", "rule"),
    [
        *(({"User": user}, "built-user") for user in ("", "0", "root", "0:65532", "root:x", "000")),
        ({"User": None}, "built-user"),
        ({"Cmd": []}, "built-command"),
        ({"Cmd": None}, "built-command"),
        ({"Labels": {"team": "a"}}, "built-label"),
        ({"Labels": {**LABELS, "team": "b"}}, "built-label"),
        ({"Labels": None}, "built-label"),
    ],
)
def test_a_finding(tmp_path: Path, config: dict[str, Any], rule: str) -> None:
    assert set(rules(built(tmp_path, **config))) == {rule}


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({}, id="as it should be"),
        pytest.param({"User": "1"}, id="a user without a group"),
        pytest.param({"User": "app:0"}, id="the group of root is not root"),
        pytest.param({"User": "rooty"}, id="a name that begins alike"),
        pytest.param({"User": "10"}, id="a number that ends alike"),
        pytest.param({"Cmd": None, "Entrypoint": ["/service"]}, id="an entrypoint starts it"),
        pytest.param({"Labels": {**LABELS, "more": "x"}}, id="another label"),
    ],
)
def test_noop(tmp_path: Path, config: dict[str, Any]) -> None:
    assert rules(built(tmp_path, **config)) == []


def test_nobody_says_whether_it_is_well(tmp_path: Path) -> None:
    (finding,) = inspection.judged(built(tmp_path, health=()), LABELS, "deploy/Dockerfile")
    assert str(finding) == (
        "deploy/Dockerfile: built-health nothing says whether it is well: add a HEALTHCHECK to "
        "the last stage"
    )


def test_what_is_started(tmp_path: Path) -> None:
    both = built(tmp_path, Entrypoint=["/bin/run", "--"], Cmd=["serve"])
    assert both.command == ("/bin/run", "--", "serve")


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="truncated"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"\xff", id="no text"),
        pytest.param({}, id="no layers"),
        pytest.param({"rootfs": {"diff_ids": None}}, id="none of the layers"),
        pytest.param({"rootfs": {"diff_ids": "sha256:0"}}, id="text for a list"),
        pytest.param({"config": [1]}, id="a list for an object"),
        pytest.param({"config": {"Cmd": "serve"}}, id="text for words"),
        pytest.param({"config": {"Cmd": 7}}, id="a number for words"),
        pytest.param({"config": {"Labels": ["a"]}}, id="a list for labels"),
        pytest.param({"config": {"User": "\ud800"}}, id="half a character"),
    ],
)
def test_a_configuration_that_is_none(tmp_path: Path, config: Any) -> None:
    if isinstance(config, dict) and "config" in config:
        config = {"rootfs": {"diff_ids": ["sha256:0"]}, **config}
    with pytest.raises(IncompleteError, match=r"configuration (is none of OCI|tells of 0 layers)"):
        inspection.read(described(tmp_path, config, [b"layer"]), ())


@pytest.mark.parametrize(
    ("bytes_", "budget", "value", "passed"),
    [
        (199_900_000, 200, 199.9, True),
        (200_000_000, 200, 200, True),
        (200_000_001, 200, 200.1, False),
        (1, 0.05, 0.1, False),
        (300_000, 0.3, 0.3, True),
    ],
)
def test_the_budget(tmp_path: Path, bytes_: int, budget: float, value: float, passed: bool) -> None:
    image_ = built(tmp_path)
    heavy = replace(image_.layout, layers=(replace(image_.layout.config, size=bytes_),))
    heavy = replace(heavy, config=replace(heavy.config, size=0))
    figure = inspection.size(replace(image_, layout=heavy), budget)
    assert (figure.value, figure.unit, figure.passed) == (value, "MB", passed)
    assert figure.threshold == f"<= {budget}"


def test_what_is_handed_on(tmp_path: Path) -> None:
    image_ = built(tmp_path)
    (layer,) = image_.layout.layers
    assert inspection.to_json(image_, "answers", "buildah 1.28.2") == {
        "version": 1,
        "name": "answers",
        "digest": image_.layout.digest,
        "config": image_.layout.config.digest,
        "size": layer.size + image_.layout.config.size,
        "layers": [{"digest": layer.digest, "size": layer.size, "diff_id": image_.diff_ids[0]}],
        "labels": LABELS,
        "user": "65532:65532",
        "engine": "buildah 1.28.2",
    }
