from __future__ import annotations

import re

import pytest
from goldenpath_gates import config
from goldenpath_gates.environments import names
from goldenpath_gates.errors import UsageError

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
SERVICE = '[service]\nname = "{}"\nstart = ["true"]\n'
STAGING = '[delivery.environments.staging]\nurl = "https://a.example"\nnamespace = "{}-staging"\n'


@pytest.mark.parametrize(
    ("branch", "name"),
    [
        ("main", "answers-main-0d6e40"),
        ("feature/Faster Answers", "answers-feature-faster-answers-970948"),
        ("feature/faster-answers", "answers-feature-faster-answers-d1eefd"),
        ("größe/naïve", "answers-groe-naive-dd9547"),
        ("$(rm -rf ~)", "answers-rm-rf-34056c"),
        ("../../etc/passwd", "answers-etc-passwd-3754d6"),
        ("a\nb; DROP TABLE x;--", "answers-a-b-drop-table-x-830279"),
        ("--upload-pack=sh", "answers-upload-pack-sh-0fd237"),
        ("-trailing-", "answers-trailing-78fa50"),
        pytest.param("🐙", "answers-branch-35642a", id="nothing is left"),
        pytest.param("\udcff\udcfe", "answers-branch-b3d510", id="no text at all"),
        pytest.param("pr", "answers-branch-0510ed", id="would look like a change"),
        pytest.param("x" * 300, f"answers-{'x' * 48}-0d4e2c", id="300 characters"),
        pytest.param(f"{'a' * 47}-b", f"answers-{'a' * 47}-a2bcc5", id="cut at a hyphen"),
    ],
)
def test_a_branch_becomes_a_label(branch: str, name: str) -> None:
    assert names.of_branch("answers", branch) == name
    assert LABEL.fullmatch(name)


def test_a_change_is_named_as_deploy_names_it() -> None:
    assert names.of_change("answers", 41) == "answers-pr-41"


def test_the_longest_service_still_fits() -> None:
    longest = "s" * names.SERVICE
    for name in (names.of_change(longest, 999_999_999), names.of_branch(longest, "x" * 300)):
        assert LABEL.fullmatch(name)


@pytest.mark.parametrize(
    "make", [lambda s: names.of_change(s, 1), lambda s: names.of_branch(s, "")]
)
def test_a_longer_one_is_refused_and_not_cut(make: object) -> None:
    assert callable(make)
    with pytest.raises(UsageError, match="too long for the name of an environment: at most 48 "):
        make("s" * (names.SERVICE + 1))


@pytest.mark.parametrize(
    ("text", "service"),
    [
        (SERVICE.format("Any") + STAGING.format("answers"), "answers"),
        pytest.param(SERVICE.format("Café <b> 7"), "cafe-b-7", id="without an environment"),
        pytest.param(SERVICE.format("🐙"), "service", id="nothing is left"),
        pytest.param(SERVICE.format(f"{'a' * 47} b"), "a" * 47, id="cut at a hyphen"),
    ],
)
def test_the_service_is_named_as_its_workload(text: str, service: str) -> None:
    assert names.service_of(config.parse(text)) == service


@pytest.mark.parametrize("name", ["a", "answers-pr-1", "0-0", "a" * 63])
def test_noop_a_name(name: str) -> None:
    assert names.require(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "-a", "a-", "A", "é", "a" * 64, "a\n"]
)
def test_what_might_be_a_path_is_no_name(name: str) -> None:
    with pytest.raises(UsageError, match="is no name of an environment"):
        names.require(name)
