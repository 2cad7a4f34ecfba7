"""Settings, the environment of a forge, and where the image goes."""

from __future__ import annotations

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.image import places
from goldenpath_gates.image.settings import parse

PLACES = [
    (
        {},
        {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "Acme/Svc"},
        "ghcr.io/acme/svc",
    ),
    ({}, {"CI_REGISTRY_IMAGE": "registry.example.com/acme/svc"}, "registry.example.com/acme/svc"),
    (
        {"repository": "r.example.com/x"},
        {"CI_REGISTRY_IMAGE": "y.example.com/z"},
        "r.example.com/x",
    ),
]


@pytest.mark.parametrize(("settings", "env", "place"), PLACES)
def test_where_it_goes(settings: dict[str, str], env: dict[str, str], place: str) -> None:
    assert str(places.repository(parse(settings), env)) == place


def test_where_it_goes_is_not_known() -> None:
    enterprise = {"GITHUB_SERVER_URL": "https://ghe.example.com", "GITHUB_REPOSITORY": "a/b"}
    with pytest.raises(UsageError, match=r"set \[image\] repository"):
        places.repository(parse({}), enterprise)
