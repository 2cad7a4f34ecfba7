from __future__ import annotations

import io
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest
from goldenpath_gates.evals.report import junit
from goldenpath_gates.evals.result import Result, Verdict

from tests.gates.evals.report.support import FACTS, RULINGS, a_result
from tests.gates.evals.report.test_page import hostile


def parsed(result: Result) -> Element:
    file = io.BytesIO()
    junit.tree(result).write(file, encoding="utf-8", xml_declaration=True)
    return fromstring(file.getvalue())  # noqa: S314 - written by the line above


@pytest.mark.parametrize(
    ("verdict", "tests", "failures", "errors", "skipped"),
    [
        ("passed", 5, 0, 0, 0),
        ("failed", 9, 3, 0, 2),
        ("approval", 9, 2, 1, 2),
        ("incomplete", 11, 2, 3, 2),
    ],
)
def test_counts(verdict: Verdict, tests: int, failures: int, errors: int, skipped: int) -> None:
    suite = parsed(a_result(verdict))
    keys = ("tests", "failures", "errors", "skipped")
    assert [int(suite.attrib[key]) for key in keys] == [tests, failures, errors, skipped]
    assert len(suite.findall("testcase")) == tests


def test_a_gate_that_only_warns_fails_nothing() -> None:
    suite = parsed(a_result(rulings=(replace(RULINGS[1], tier="warn"),)))
    (skipped,) = suite.iter("skipped")
    assert skipped.attrib["message"].startswith("failed, warn: rouge_l fell")


def test_a_flaky_case_is_named() -> None:
    suite = parsed(a_result(facts={**FACTS, "flaky": ["case-0031"]}))
    assert "flaky: case-0031" in [case.attrib["name"] for case in suite.iter("testcase")]


def test_it_stays_xml_whatever_was_answered() -> None:
    suite = parsed(hostile())
    (failure, *_) = suite.iter("failure")
    assert failure.attrib["message"].startswith("</script><script>")
