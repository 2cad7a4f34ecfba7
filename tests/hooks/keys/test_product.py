"""Every format in every context."""

from __future__ import annotations

from datetime import date

import pytest
from goldenpath_hooks.keys.files import Part
from goldenpath_hooks.keys.formats import FORMATS
from goldenpath_hooks.keys.scan import Found, scan

from tests.hooks.keys.contexts import CONTEXTS, CUT, NAMING, written
from tests.hooks.keys.samples import FORMS, key

SEEDS = range(3)
# Nothing but a name speaks for it: neither a form nor a provider.
NAMED_ONLY = {"assigned-secret"}
OF_SEVERAL_LINES = {"private-key", "gcp-service-account"}


def contexts(format: str) -> dict[str, tuple[str, str]]:
    if format in NAMED_ONLY:
        return {name: (CONTEXTS | CUT)[name] for name in NAMING}
    return CONTEXTS if format in OF_SEVERAL_LINES else CONTEXTS | CUT


def test_every_format_has_a_sample() -> None:
    assert list(FORMS) == [format.id for format in FORMATS]


@pytest.mark.parametrize("format", FORMS)
def test_found(format: str) -> None:
    missed = []
    for context, (path, template) in contexts(format).items():
        for seed in SEEDS:
            text = written(template, format, key(format, seed))
            found = [f for f in scan(path, [Part(text.encode())], date.min) if isinstance(f, Found)]
            if [f.format for f in found] != [format]:
                missed.append((context, text, found))
    assert not missed
