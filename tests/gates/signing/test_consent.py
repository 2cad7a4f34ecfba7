from __future__ import annotations

import json
from pathlib import Path

import pytest
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing import consent
from goldenpath_gates.signing.settings import Signing

PRIVATE: list[tuple[dict[str, str], object]] = [
    ({}, None),
    ({"CI_PROJECT_VISIBILITY": "private"}, None),
    ({"CI_PROJECT_VISIBILITY": "internal"}, None),
    ({}, {"repository": {"private": True}}),
    ({}, {"repository": {"private": True, "visibility": "internal"}}),
    ({}, {"repository": {}}),
    ({}, {"repository": {"private": 0}}),
    ({}, []),
]


def env_of(tmp_path: Path, variables: dict[str, str], event: object) -> dict[str, str]:
    if event is None:
        return variables
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    return {**variables, "GITHUB_EVENT_PATH": str(path)}


@pytest.mark.parametrize(("variables", "event"), PRIVATE)
def test_what_is_not_public_is_not_told(
    tmp_path: Path, variables: dict[str, str], event: object
) -> None:
    env = env_of(tmp_path, variables, event)
    with pytest.raises(IncompleteError, match="public_log = true"):
        consent.require(Signing(), env)
    consent.require(Signing(public_log=True), env)
    consent.require(Signing(trust_config="own.json"), env)


@pytest.mark.parametrize(
    ("variables", "event"),
    [({"CI_PROJECT_VISIBILITY": "public"}, None), ({}, {"repository": {"private": False}})],
)
def test_what_is_public_already_is(
    tmp_path: Path, variables: dict[str, str], event: object
) -> None:
    consent.require(Signing(), env_of(tmp_path, variables, event))


def test_an_event_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("{")
    with pytest.raises(IncompleteError):
        consent.require(Signing(), {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")})
