"""The forges' own views of a report: Markdown for a summary, JUnit for a test report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree, SubElement

from goldenpath_gates.report import Figure, Report

ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", "|": "&#124;", "`": "&#96;", "[": "&#91;", "#": "&#35;"}
)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cell(text: object) -> str:
    """Text that cannot leave its table cell: reports of a change are written by its author."""
    return " ".join(str(text).split()).translate(ENTITIES)


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; every cell is escaped."""
    head = list(header)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def figure_row(figure: Figure) -> tuple[str, str, str, str]:
    passed = {True: "passed", False: "failed", None: ""}[figure.passed]
    unit = f" {figure.unit}" if figure.unit else ""
    return figure.name, f"{figure.value:g}{unit}", figure.threshold or "", passed


def markdown(report: Report) -> str:
    parts = [f"### {report.stage}: {report.verdict}", cell(report.summary)]
    if report.figures:
        header = ("figure", "value", "threshold", "verdict")
        parts.append(table(header, map(figure_row, report.figures)))
    if report.findings:
        parts.append(table(("findings",), ((finding,) for finding in report.findings[:50])))
        if len(report.findings) > 50:
            parts.append(f"{len(report.findings) - 50} more in the report.")
    if report.notes:
        parts.append(table(("notes",), ((note,) for note in report.notes[:50])))
    return "\n\n".join(parts) + "\n"


def junit(report: Report) -> ElementTree:
    """One test case per figure with a threshold and per finding, one for the stage itself."""
    suite = Element("testsuite", name=report.stage)
    own = SubElement(suite, "testcase", classname=report.stage, name=report.stage)
    if report.verdict != "passed":
        tag = "failure" if report.verdict == "failed" else "error"
        SubElement(own, tag, message=_xml(report.summary))
    for figure in report.figures:
        if figure.passed is None:
            continue
        case = SubElement(suite, "testcase", classname=report.stage, name=figure.name)
        if not figure.passed:
            SubElement(case, "failure", message=f"{figure.value:g} is not {figure.threshold}")
    for finding in report.findings:
        case = SubElement(suite, "testcase", classname=report.stage, name=_xml(finding)[:300])
        SubElement(case, "failure", message=_xml(finding))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    return ElementTree(suite)


def _xml(text: object) -> str:
    """Without the characters that no XML may hold, such as the colours of a terminal."""
    return NOT_XML.sub("?", str(text))
