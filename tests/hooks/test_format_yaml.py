from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_hooks.format_yaml import formatted, main
from goldenpath_hooks.formats.formatter import Refused
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hooks.case_folders import cases, relative

Render = Callable[[str], Path]
BAD = cases("format-yaml", "bad")
REWRITTEN = [path for path in BAD if Path(f"{path}.expected").exists()]


@pytest.mark.parametrize("path", cases("format-yaml", "good"), ids=relative)
def test_good(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("path", REWRITTEN, ids=relative)
def test_rewritten(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert main(["--check", str(copy)]) == 1
    assert "format-yaml not in order" in capsys.readouterr().out
    assert main([str(copy)]) == 1
    assert capsys.readouterr() == ("", f"Rewriting {copy}\n")
    assert copy.read_bytes() == Path(f"{path}.expected").read_bytes()
    assert main([str(copy)]) == 0
    before, after = (list(yaml.safe_load_all(p.read_text())) for p in (path, copy))
    assert before == after


@pytest.mark.parametrize("path", sorted({*BAD} - {*REWRITTEN}), ids=relative)
def test_refused(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    assert main([str(copy)]) == 1
    assert f"{copy}:" in capsys.readouterr().out
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", "a: 1\n"),
        ("\n\na: 1  \n\n\n\nb: 2\n\n", "a: 1\n\n\nb: 2\n"),
        ("a:\n    b: 1\n", "a:\n  b: 1\n"),
        ("-   a\n-   b: 1\n    c: 2\n", "- a\n- b: 1\n  c: 2\n"),
        ("a:\n    - 1\nb:\n- 2\n", "a:\n  - 1\nb:\n- 2\n"),
        ("a: |\n      x\n       y\n", "a: |\n  x\n   y\n"),
        ("a: |2\n      x\n", "a: |2\n      x\n"),
        ("a:\n    b: |2\n          x\n", "a:\n  b: |2\n        x\n"),
        ("a: >+\n    x\n\n", "a: >+\n  x\n\n"),
        ("a: |\n    x", "a: |\n  x"),
        ("- |\n  \n    \n", "- |\n"),
        ("a: |\n    x\n      \n\n", "a: |\n  x\n    \n"),
        ("a: 'x   \n\n    y'   \n", "a: 'x   \n\n    y'\n"),
        ("a:\n    # c\n    b: 1\n    # d\n", "a:\n  # c\n  b: 1\n  # d\n"),
        ("a: [1,\n     2]\n", "a: [1,\n     2]\n"),
        ("?   a\n:   b\n", "? a\n: b\n"),
        ("a:   b # c\n", "a:   b # c\n"),
        ("a:\n  b: 1  \u2028c: 2\n", "a:\n  b: 1\u2028c: 2\n"),
    ],
)
def test_formatted(text: str, expected: str) -> None:
    assert formatted("a.yaml", text) == expected
    assert formatted("a.yaml", expected) == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)
LAYOUTS = st.fixed_dictionaries(
    {
        "indent": st.integers(2, 9),
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, "|", ">", "'", '"']),
        "width": st.sampled_from([20, 80, 1000]),
        "explicit_start": st.booleans(),
        "allow_unicode": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
    }
)


@settings(deadline=None, derandomize=True)
@given(st.lists(VALUES, min_size=1, max_size=3), LAYOUTS)
def test_data_stay(values: list[Any], layout: dict[str, Any]) -> None:
    text = yaml.safe_dump_all(values, **layout).replace("\r\n", "\n")
    after = attempt(text)
    if isinstance(after, list):  # a line break that is no line of a file, such as U+0085
        assert [finding.rule for finding in after] == ["format-yaml-unsafe"]
    elif after is not None:
        assert list(yaml.safe_load_all(after)) == list(yaml.safe_load_all(text))
        assert formatted("a.yaml", after) == after


def attempt(text: str) -> Any:
    """The formatted text, None where it is left alone, or why it is refused."""
    try:
        return formatted("a.yaml", text)
    except Refused as refused:
        return refused.findings


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="ab:-?#|>+2 \n\t'\"[]{},&*!%", max_size=60))
def test_any_text(text: str) -> None:
    """Nothing but the expected comes out, and what is formatted is so for good."""
    after = attempt(text)
    assert attempt(after) == after if isinstance(after, str) else after != []


@pytest.mark.parametrize("name", ["defaults", "gitlab-vendored", "hostile"])
def test_a_service_stays(render: Render, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    paths = sorted(p for p in render(name).rglob("*") if p.suffix in (".yml", ".yaml"))
    assert len(paths) > 4
    assert main(["--check", *map(str, paths)]) == 0
    assert capsys.readouterr().out == ""


def test_windows_line_ends_stay_and_a_byte_order_mark_goes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa:\r\n    b: |\r\n        c\r\n")
    assert main([str(tmp_path / "a.yaml")]) == 1
    assert (tmp_path / "a.yaml").read_bytes() == b"a:\r\n  b: |\r\n    c\r\n"


HOSTILE = {
    "lists": "- " * 100_000,
    "brackets": "[" * 100_000,
    "lines of brackets": "[\n" * 100_000,
    "mappings": "{" * 100_000,
    "questions": "? " * 100_000,
    "aliases": "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(2, 200)),
    "one line": "a: " + "b " * 500_000 + "\n",
    "not printable": "a: \x01\n",
    "no scalar": 'a: "\\x',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile(text: str) -> None:
    assert attempt(text)
