from __future__ import annotations

import pytest

from tests.gates.evals.scorers.support import a_case, an_answer, scored

FOUND = ("canary", "rollback", "slo.1")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A canary is small [canary].", 1),
        ("A canary is small. [canary]", 1),
        ("A canary is small.[canary] It goes back [rollback].", 1),
        ("A canary is small. [canary][rollback] It goes back.", 1 / 2),
        ("A canary is small [canary]. It goes back.", 1 / 2),
        ("A canary is small [ghost].", 0),
        ("A canary is small [ghost, rollback].", 1),
        ("A canary is small [ghost] [slo.1]!", 1),
        ("- Small [canary]\n- Back [rollback]\n- Fast", 2 / 3),
        ("1. Small [canary]\n2. Back [rollback]", 1),
        ("It costs 1.5 % or less, e.g. a half [canary].", 1),
        ("\u5c0f\u3055\u3044\u3002[canary] \u623b\u308b\u3002", 1 / 2),
        ("One line\ngoes on here [canary].", 1),
        ("A canary is small.", 0),
        ("[canary]", 0),
        ("", 0),
        ("...", 0),
    ],
)
def test_share_of_sentences_that_cite(text: str, value: float) -> None:
    answer = an_answer(text, documents=FOUND)
    found = scored("citations", a_case(documents=("canary",)), answer)
    assert found == {"citation_coverage": pytest.approx(value)}


@pytest.mark.parametrize(
    ("citations", "value"), [(("canary",), 1), (("ghost",), 0), (("ghost", "slo.1"), 1), ((), 0)]
)
def test_citations_beside_the_text(citations: tuple[str, ...], value: float) -> None:
    answer = an_answer("It is small. It goes back.", documents=FOUND, citations=citations)
    found = scored("citations", a_case(documents=("canary",)), answer)
    assert found == {"citation_coverage": value}


@pytest.mark.parametrize(
    "relevant", [pytest.param((), id="none-is-relevant"), pytest.param(None, id="nobody-asked")]
)
def test_noop_without_a_relevant_document(relevant: tuple[str, ...] | None) -> None:
    assert scored("citations", a_case(documents=relevant), an_answer("No.")) == {}
