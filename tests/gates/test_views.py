from __future__ import annotations

import io
import re
from xml.etree.ElementTree import Element, fromstring

import pytest
from goldenpath_gates import views
from goldenpath_gates.report import Figure, Finding, Report, Verdict

from tests.gates.support import a_report

HOSTILE = [
    pytest.param("a | passed | b", id="pipe"),
    pytest.param("a\n| unit | passed |", id="newline"),
    pytest.param("a\r\n\r\n# all green", id="blank line and heading"),
    pytest.param("a\u2028b\x0bc\x85d", id="unusual line ends"),
    pytest.param("<img src=x onerror=alert(1)>", id="html"),
    pytest.param("</td></table><h1>passed</h1>", id="end of the table"),
    pytest.param("<!--", id="comment"),
    pytest.param("` | x | `", id="backtick"),
    pytest.param("```\nx\n```", id="fence"),
    pytest.param("a \\| b", id="backslash before a pipe"),
    pytest.param("[passed](https://example.test)", id="link"),
    pytest.param("![x](https://example.test/x.png)", id="image"),
    pytest.param("&#124; &lt;b>", id="entity"),
    pytest.param("# passed", id="heading"),
]


def junit(report: Report) -> Element:
    file = io.BytesIO()
    views.junit(report).write(file, encoding="utf-8", xml_declaration=True)
    return fromstring(file.getvalue())  # noqa: S314 - written by the line above


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_holds_nothing_that_markdown_or_html_reads(text: str) -> None:
    cell = views.cell(text)
    assert len(cell.splitlines()) == 1
    assert not re.search(r"[|<`\[]|(?<!&)#", cell)
    assert not re.search(r"&(?!(amp|lt|#124|#96|#91|#35);)", cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_report_adds_no_row_and_no_heading(text: str) -> None:
    report = a_report(
        verdict="failed",
        summary=text,
        figures=(Figure(text, 1, text, text, False),),
        findings=(Finding(text, text, text, 3),),
    )
    lines = views.markdown(report).splitlines()
    assert lines[0] == "### unit: failed"
    assert [line for line in lines if line.startswith("#")] == lines[:1]
    rows = [line for line in lines if line.startswith("|")]
    assert [row.count("|") for row in rows] == [5, 5, 5, 2, 2, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain text, 3 of 4 (75 %)", "plain text, 3 of 4 (75 %)", id="plain"),
        pytest.param("src/a_b.py:3:1: E501 x", "src/a_b.py:3:1: E501 x", id="a place"),
        pytest.param(">= 85", ">= 85", id="a threshold"),
        pytest.param(85, "85", id="a number"),
        pytest.param("Gr\u00fc\u00dfe \u2603", "Gr\u00fc\u00dfe \u2603", id="unicode"),
    ],
)
def test_noop(text: object, expected: str) -> None:
    assert views.cell(text) == expected


@pytest.mark.parametrize(
    ("figure", "row"),
    [
        (Figure("tests", 3), ("tests", "3", "", "")),
        (Figure("cov", 84.5, "%", ">= 85", False), ("cov", "84.5 %", ">= 85", "failed")),
        (Figure("cov", 85.0, "%", ">= 85", True), ("cov", "85 %", ">= 85", "passed")),
    ],
)
def test_a_figure_as_a_row(figure: Figure, row: tuple[str, ...]) -> None:
    assert views.figure_row(figure) == row


def test_markdown_says_how_many_findings_it_leaves_out() -> None:
    findings = tuple(Finding("r", f"number {i}") for i in range(53))
    page = views.markdown(a_report(verdict="failed", findings=findings))
    assert "number 49" in page
    assert "number 50" not in page
    assert "3 more in the report." in page


def test_markdown_shows_notes() -> None:
    page = views.markdown(a_report(notes=(Finding("waiver-ending", "soon"),)))
    assert "waiver-ending soon" in page


@pytest.mark.parametrize(
    ("verdict", "figures", "findings", "counts"),
    [
        ("passed", (), (), (1, 0, 0)),
        ("passed", (Figure("information", 1),), (), (1, 0, 0)),
        ("passed", (Figure("x", 1, None, "= 1", True),), (), (2, 0, 0)),
        ("failed", (Figure("x", 1, None, "= 0", False),), (), (2, 2, 0)),
        ("failed", (), (Finding("r", "m"), Finding("r", "n")), (3, 3, 0)),
        ("incomplete", (), (), (1, 0, 1)),
        ("error", (), (), (1, 0, 1)),
    ],
)
def test_junit_counts(
    verdict: Verdict,
    figures: tuple[Figure, ...],
    findings: tuple[Finding, ...],
    counts: tuple[int, int, int],
) -> None:
    suite = junit(a_report(verdict=verdict, figures=figures, findings=findings))
    assert tuple(int(suite.attrib[k]) for k in ("tests", "failures", "errors")) == counts
    assert len(suite.findall("testcase")) == counts[0]


def test_junit_stays_xml_whatever_a_tool_printed() -> None:
    text = '\x1b[31mred\x1b[0m \x00 \x08 <b> & " ]]> \ud800'
    suite = junit(a_report(verdict="failed", summary=text, findings=(Finding("r", text),)))
    messages = [failure.attrib["message"] for failure in suite.iter("failure")]
    assert messages[0] == '?[31mred?[0m ? ? <b> & " ]]> ?'
    assert messages[1] == f"r {messages[0]}"
