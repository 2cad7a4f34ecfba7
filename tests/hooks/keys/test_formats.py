"""The table itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from goldenpath_hooks.keys.formats import FORMATS, Format

from tests.hooks.keys.samples import FORMS, key

OURS = ("goldenpath", "assigned-secret")
"""There is no provider to ask."""


def test_ids_and_types_are_unique() -> None:
    assert len({f.id for f in FORMATS}) == len({f.provider for f in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_row(format: Format) -> None:
    assert format.source.startswith("https://") or format.id in OURS
    assert bool(format.engine) != bool(format.pattern)
    assert format.literals or format.near or format.id == "assigned-secret"
    assert all(any(one in key(format.id, n) for one in format.literals) for n in range(3)) or (
        not format.literals
    )


def test_types_of_the_engine_are_its_own() -> None:
    theirs: dict[str, type] = get_mapping_from_secret_type_to_class()
    assert all(format.provider in theirs for format in FORMATS if format.engine)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_hardly_a_random_key_is_taken_for_a_placeholder(format: Format) -> None:
    missed = [n for n in range(200) if not format.accepts(_judged(format, key(format.id, n)))]
    assert len(missed) <= 2


def _judged(format: Format, made: str) -> str:
    """What the pattern takes of it: an address without its scheme, the head of a PEM block."""
    if format.engine:
        return made
    match = format.regex.search(made.encode())
    assert match
    return match[0].decode()


def test_samples_differ() -> None:
    assert len({key(format, n) for format in FORMS for n in range(3)}) == 3 * len(FORMS)


def test_a_clean_scan_imports_neither_the_engine_nor_anything_slow() -> None:
    code = (
        "import sys; from goldenpath_hooks.no_hardcoded_keys import main; main([]);"
        "print(*{m.partition('.')[0] for m in sys.modules})"
    )
    done = subprocess.run(
        (sys.executable, "-c", code.replace("main([])", f"main([{__file__!r}])")),
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"detect_secrets", "requests", "yaml", "subprocess"} & set(done.stdout.split())


def test_requests_is_not_imported_for_the_engine() -> None:
    code = (
        "import sys; from goldenpath_hooks.keys import engine; engine.patterns('stripe');"
        "assert 'urllib3' not in sys.modules; import requests;"
        "assert requests.get and 'urllib3' in sys.modules"
    )
    subprocess.run((sys.executable, "-c", code), check=True)
