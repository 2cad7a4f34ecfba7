"""What becomes of the placeholder."""

from __future__ import annotations

import pytest
from goldenpath_gates.delivery.release import digest_in, filled
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry import reference

from tests.gates.delivery.conftest import IMAGE, NEW, RELEASE

REFERENCE = reference.parse(f"{IMAGE}@sha256:{NEW}")
NUMBERS = reference.parse(f"{IMAGE}@sha256:{'1' * 8}e{'1' * 55}")


@pytest.mark.parametrize(
    "text",
    [
        RELEASE,
        RELEASE.replace("RELEASE=000000000000", '"RELEASE=000000000000"'),
        RELEASE.replace(
            "[RELEASE=000000000000]", '[]\npatches: [{patch: \'{"value": "000000000000"}\'}]'
        ),
        "# owned by answers\n" + RELEASE,
    ],
)
def test_filled(text: str) -> None:
    done = filled(text, REFERENCE, "path")
    assert digest_in(done) == f"sha256:{NEW}"
    assert NEW[:12] in done.replace(NEW, "")
    assert "0" * 12 not in done


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no image"),
        ("[", "names no image"),
        ("- a\n", "names no image"),
        ("images: {}\n", "names no image"),
        (RELEASE.replace(IMAGE, "other/image"), "names other/image"),
        (RELEASE.replace("0" * 64, "c" * 64), "names no image"),
        (RELEASE.replace("RELEASE=000000000000", "RELEASE=1"), "nothing sets RELEASE"),
        (RELEASE.replace("[RELEASE=000000000000]", "{RELEASE: 000000000000}"), "nothing sets"),
    ],
)
def test_a_component_that_would_not_deploy_it(text: str, says: str) -> None:
    with pytest.raises(IncompleteError, match=says):
        filled(text, REFERENCE, "deploy/overlays/staging/release/kustomization.yaml")


def test_digits_stay_text() -> None:
    assert "RELEASE=11111111e111" in filled(RELEASE, NUMBERS, "path")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RELEASE, id="the placeholder"),
        pytest.param("", id="nothing"),
        pytest.param("images: [{digest: latest}]", id="a tag"),
        pytest.param("images: [3]", id="no image"),
        pytest.param("a: [", id="no YAML"),
    ],
)
def test_digest_in_noop(text: str) -> None:
    assert digest_in(text) is None
