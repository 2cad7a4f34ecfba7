from __future__ import annotations

from email.message import Message
from typing import Any

import pytest
from goldenpath_gates.bom import environment
from goldenpath_gates.bom.lock_file import File, Lock, Package

HASH = "sha256:" + "ab" * 32
PURE = "py3-none-any"
LINUX = "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64"


class Installed:
    """A distribution as far as it is read."""

    def __init__(self, *tags: str, licence: str = "") -> None:
        self.wheel = "".join(f"Tag: {tag}\n" for tag in tags)
        self.metadata = Message()
        if licence:
            self.metadata["License"] = licence

    def read_text(self, name: str) -> str | None:
        return self.wheel if name == "WHEEL" else None


def with_facts(
    installed: Installed, *places: str, licences: list[Any] | None = None
) -> dict[str, Any]:
    files = tuple(File(place, HASH) for place in places)
    lock = Lock((Package("a-b", "1.0", "registry", "https://index.example.com/simple", files),))
    component: dict[str, Any] = {"name": "A_b", "version": "1.0", "purl": "pkg:pypi/a-b@1.0"}
    component |= {"licenses": licences} if licences else {}
    return environment._with_facts(component, {"a-b": installed}, lock)  # type: ignore[dict-item]


def urls(component: dict[str, Any]) -> list[str]:
    return [row["url"] for row in component["externalReferences"]]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        pytest.param([PURE], [f"https://x/a_b-1.0-{PURE}.whl"], id="the pure wheel"),
        pytest.param(
            ["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux2014_x86_64"],
            [f"https://x/a_b-1.0-{LINUX}.whl"],
            id="one wheel of two tags",
        ),
        pytest.param(["cp311-cp311-linux_x86_64"], ["https://x/a_b-1.0.tar.gz"], id="built here"),
        pytest.param([], ["https://x/a_b-1.0.tar.gz"], id="no tag is told"),
    ],
)
def test_the_file_that_was_installed(tags: list[str], expected: list[str]) -> None:
    places = [f"https://x/a_b-1.0-{tag}.whl" for tag in (PURE, LINUX)]
    component = with_facts(Installed(*tags), *places, "https://x/a_b-1.0.tar.gz")
    assert urls(component) == expected
    hashes = component["externalReferences"][0]["hashes"]
    assert hashes == [{"alg": "SHA-256", "content": "ab" * 32}]


def test_all_files_where_it_cannot_be_told() -> None:
    places = ["https://x/a_b-1.0-py3-none-win32.whl", "https://x/odd.whl"]
    assert urls(with_facts(Installed(PURE), *places)) == places


def test_credentials_stay_out() -> None:
    place = f"https://me:secret@x/a_b-1.0-{PURE}.whl"
    assert "secret" not in str(with_facts(Installed(PURE), place))


def test_a_licence_in_words_is_taken_where_there_is_no_other() -> None:
    installed = Installed(licence="3-Clause BSD License\nCopyright")
    (row,) = with_facts(installed)["licenses"]
    assert row["license"]["name"] == "3-Clause BSD License"
    known = [{"license": {"id": "MIT"}}]
    assert with_facts(installed, licences=known)["licenses"] == known


def test_the_folder_of_a_machine_stays_out() -> None:
    component = {
        "type": "library",
        "name": "a-b",
        "externalReferences": [{"type": "distribution", "url": "file:///srv/packages/a"}],
    }
    installed: Any = {"a-b": Installed()}
    assert environment._with_facts(component, installed, Lock(()))["externalReferences"] == []
