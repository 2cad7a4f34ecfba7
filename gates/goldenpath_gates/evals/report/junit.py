"""`junit.xml`: one test case per gate, and one per problem and flaky case."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from goldenpath_gates.evals.gates.ruling import Ruling
from goldenpath_gates.evals.report import metrics
from goldenpath_gates.evals.result import Result
from goldenpath_gates.views import NOT_XML

SUITE = "eval"
MOST = 500
"""Problems and flaky cases listed; a forge shows no more."""


def tree(result: Result) -> ElementTree:
    suite = Element("testsuite", name=SUITE)
    own = _case(suite, "verdict")
    if result.verdict != "passed":
        _tag(own, "failure" if result.verdict == "failed" else "error", result.summary)
    for ruling in result.rulings:
        _gate(_case(suite, f"{metrics.title(ruling.gate)}: {metrics.demand(ruling.gate)}"), ruling)
    for problem in result.problems[:MOST]:
        _tag(_case(suite, str(problem)[:300]), "error", str(problem))
    for id_ in result.facts.get("flaky", ())[:MOST]:
        _tag(_case(suite, f"flaky: {id_}"), "skipped", "its repeats disagreed about passing")
    _count(suite)
    indent(suite)
    return ElementTree(suite)


def _gate(case: Element, ruling: Ruling) -> None:
    """Only what blocks is a failure to a forge; an open question is skipped, never green."""
    blocks = ruling.tier in ("block", "approve")
    match ruling.outcome:
        case "passed":
            SubElement(case, "system-out").text = _xml(ruling.sentence)
        case "failed" if blocks:
            _tag(case, "failure", f"{ruling.tier}: {ruling.sentence}")
        case "incomplete":
            _tag(case, "error", ruling.sentence)
        case _:
            _tag(case, "skipped", f"{ruling.outcome}, {ruling.tier}: {ruling.sentence}")


def _case(suite: Element, name: str) -> Element:
    return SubElement(suite, "testcase", classname=SUITE, name=_xml(name))


def _tag(case: Element, tag: str, message: str) -> None:
    SubElement(case, tag, message=_xml(message))


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))


def _xml(text: str) -> str:
    return NOT_XML.sub("?", text)
