"""How different tools write one package, and how different packages look alike."""

from __future__ import annotations

import pytest
from goldenpath_gates.vulnerabilities.package import package, pypi


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("pkg:pypi/Typing_Extensions@4.1", "pkg:pypi/typing-extensions@4.1"),
        ("pkg:pypi/certifi@2024.08.30", "pkg:pypi/certifi@2024.8.30"),
        (
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64",
            "pkg:deb/debian/libc6@2.36-9+deb12u10",
        ),
        ("pkg:deb/debian/perl@5.36?epoch=1", "pkg:deb/debian/perl@1%3A5.36"),
        ("pkg:deb/debian/perl@5.36?epoch=0", "pkg:deb/debian/perl@5.36"),
        ("pkg:deb/perl@5.36", "pkg:deb/debian/perl@5.36"),
        ("pkg:PYPI/a@1#sub/path", "pkg:pypi/a@1"),
    ],
)
def test_same(left: str, right: str) -> None:
    assert package(left).key == package(right).key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("pkg:pypi/a@1", "pkg:npm/a@1", id="another ecosystem"),
        pytest.param("pkg:npm/%40x/a@1", "pkg:npm/a@1", id="a scope of npm is a part of the name"),
        pytest.param("pkg:pypi/a@1", "pkg:pypi/a@1.1", id="another version"),
        pytest.param("pkg:deb/debian/a@1:2", "pkg:deb/debian/a@2", id="another epoch"),
    ],
)
def test_noop(left: str, right: str) -> None:
    assert package(left).key != package(right).key


@pytest.mark.parametrize("purl", ["", "pkg:", "pkg:pypi", "starlette", "\ud800"])
def test_without_an_address_there_is_the_name(purl: str) -> None:
    one = package(purl, "starlette", "0.40.0")
    assert str(one) == "pkg:generic/starlette@0.40.0"


def test_a_hostile_name_stays_one_name() -> None:
    assert pypi("a@2?b#c/d", "1").name == "a@2?b#c/d"
