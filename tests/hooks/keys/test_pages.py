"""The page shows the table of formats as the code has it."""

from __future__ import annotations

from goldenpath_hooks.keys import pages

from tests.support import ROOT

MARKS = ("<!-- key-formats: begin -->\n\n", "\n<!-- key-formats: end -->\n")


def test_the_page_is_as_the_code_has_it() -> None:
    begin, end = MARKS
    _, rest = (ROOT / pages.PATH).read_text("utf-8").split(begin)
    assert rest.split(end)[0] == pages.table()
