from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.flags import check
from goldenpath_gates.flags.document import PATH, formatted

from tests.support import ROOT

TODAY = date(2026, 11, 22)
TEMPLATE = ROOT / "template" / "flags" / "flags.json.jinja"


def seeded() -> dict[str, Any]:
    """What the template ships, with answers in it."""
    text = TEMPLATE.read_text(encoding="utf-8")
    for said, answer in (
        ("{{ team | to_json(ensure_ascii=False) }}", '"@acme/ai"'),
        ("{{ cohort_percent }}", "5"),
        ("{{ 100 - cohort_percent }}", "95"),
    ):
        text = text.replace(said, answer)
    body: dict[str, Any] = json.loads(text)
    return body


def changed(flag: str, **keys: Any) -> bytes:
    """Keys of a flag; None takes one away."""
    body = seeded()
    merged = body["flags"].get(flag, {}) | keys
    body["flags"][flag] = {key: value for key, value in merged.items() if value is not None}
    return formatted(body).encode()


def with_shared(**keys: Any) -> bytes:
    return formatted(seeded() | keys).encode()


def rule(*parts: Any) -> dict[str, Any]:
    return {"fractional": list(parts)}


OUTDATED = {"expires": "2026-11-21"}
BAD = [
    ("flag-form", b""),
    ("flag-form", b"{"),
    ("flag-form", b"[]"),
    ("flag-form", b"{}"),
    ("flag-form", b"\xff{}"),
    ("flag-form", b'{"flags": {"a": NaN}}'),
    ("flag-form", b'{"flags": {}, "flags": {}}'),
    ("flag-form", b'{"flags": {"a": ' + b"[" * 100 + b"]" * 100 + b"}}"),
    ("flag-form", b"[" * 100_000),
    ("flag-form", with_shared(more=1)),
    ("flag-form", changed("prompt", state="ON")),
    ("flag-form", changed("prompt", variants={})),
    ("flag-form", changed("prompt", variants={"a": None})),
    ("flag-form", changed("prompt", defaultvariant="blue")),
    ("flag-form", changed("prompt", targeting={"if": [], "fractional": []})),
    ("flag-owner", with_shared(metadata={})),
    ("flag-owner", changed("prompt", metadata={"owner": " ", "expires": "never"})),
    ("flag-owner", changed("prompt", metadata={"owner": 5, "expires": "never"})),
    ("flag-expiry", changed("prompt", metadata=None)),
    ("flag-expiry", changed("prompt", metadata={"expires": "soon"})),
    ("flag-expiry", changed("prompt", metadata={"expires": 2027})),
    ("flag-expiry", changed("prompt", metadata=OUTDATED)),
    ("flag-variant", changed("prompt", defaultVariant="red")),
    ("flag-variant", changed("prompt", metadata={"expires": "never", "ramp": "red"})),
    ("flag-variant", changed("prompt", targeting={"if": [True, "red", "blue"]})),
    ("flag-variant", changed("prompt", targeting={"if": [True, "blue", "red"]})),
    ("flag-variant", changed("prompt", targeting={"if": [True, True]})),
    ("flag-variant", changed("prompt", targeting=rule(["red", 50], ["blue", 50]))),
    ("flag-variant", changed("prompt", targeting={"if": [True, {"if": [True, "red"]}]})),
    ("flag-type", changed("prompt", variants={"blue": "a", "green": 1})),
    ("flag-type", changed("cheap-mode", variants={"on": True, "off": 0})),
    ("flag-weights", changed("prompt", targeting=rule(["green", 10], ["blue", 91]))),
    ("flag-weights", changed("prompt", targeting=rule(["green", 10]))),
    ("flag-weights", changed("prompt", targeting=rule(["green"], ["blue"]))),
    ("flag-weights", changed("prompt", targeting=rule(["green", -1], ["blue", 101]))),
    ("flag-weights", changed("prompt", targeting=rule(["green", 0.5], ["blue", 99.5]))),
    ("flag-weights", changed("prompt", targeting=rule(["green", True], ["blue", 99]))),
    ("flag-weights", changed("prompt", targeting={"fractional": "green"})),
    ("flag-reference", changed("prompt", targeting={"$ref": "gone"})),
    ("flag-reference", changed("prompt", targeting={"$ref": ["gone"]})),
    ("flag-reference", with_shared(**{"$evaluators": {"a": {"$ref": "a"}}})),
    (
        "flag-reference",
        with_shared(**{"$evaluators": {"a": {"!": [{"$ref": "b"}]}, "b": {"!": {"$ref": "a"}}}}),
    ),
    ("flag-operator", changed("prompt", targeting={"when": ["blue"]})),
]
GOOD = [
    pytest.param(formatted(seeded()).encode(), id="as-seeded"),
    pytest.param(with_shared(flags={}), id="no-flag-at-all"),
    pytest.param(
        changed("prompt", metadata={"expires": "2026-11-22", "owner": "@me"}), id="its-last-day"
    ),
    pytest.param(changed("prompt", defaultVariant=None), id="the-code-decides"),
    pytest.param(
        changed("prompt", targeting=rule({"var": "region"}, ["green", 1], ["blue", 99])),
        id="another-key-decides",
    ),
    pytest.param(
        changed("cheap-mode", variants={"true": True, "false": False}, defaultVariant="true"),
        id="variants-called-as-booleans",
    ),
    pytest.param(
        changed("prompt", targeting={"if": [{"in": ["a", {"var": "tenant"}]}, "green", None]}),
        id="null-is-the-default",
    ),
    pytest.param(
        changed("prompt", variants={"blue": 1, "green": 1.5}), id="whole-or-not-is-a-number"
    ),
]


@pytest.mark.parametrize(("rule", "data"), BAD)
def test_bad(rule: str, data: bytes) -> None:
    found = check.findings(data, TODAY)
    assert {one.rule for one in found} == {rule}
    assert all(str(one).startswith("flags/flags.json:") for one in found)
    assert all(one.line and one.column and "\n" not in str(one) for one in found)


@pytest.mark.parametrize("data", GOOD)
def test_good(data: bytes) -> None:
    assert check.findings(data, TODAY) == []


def test_every_rule_has_a_bad_case() -> None:
    assert {rule for rule, _ in BAD} == check.RULES.keys()


def test_a_finding_names_the_place() -> None:
    data = changed("prompt", defaultVariant="red")
    (found,) = check.findings(data, TODAY)
    line = data.decode().splitlines()[(found.line or 0) - 1]
    assert line[(found.column or 0) - 1 :].startswith('"defaultVariant": "red"')
    assert found.message == "prompt has no variant 'red': it has blue, green"


def test_the_template_ships_what_a_command_would_write() -> None:
    """So that the first switch changes nothing but its flag."""
    text = TEMPLATE.read_text(encoding="utf-8").replace("{{ 100 - cohort_percent }}", "95")
    text = text.replace("{{ cohort_percent }}", "5")
    text = text.replace("{{ team | to_json(ensure_ascii=False) }}", '"@acme/ai"')
    assert formatted(seeded()) == text


def test_the_policy_stage_sees_the_same(tmp_path: Path) -> None:
    assert check.found(tmp_path) == []
    (tmp_path / PATH).parent.mkdir()
    (tmp_path / PATH).write_bytes(changed("prompt", defaultVariant="red"))
    (found,) = check.found(tmp_path)
    assert (found.rule, found.path) == ("flag-variant", "flags/flags.json")
    assert found.line == 10
