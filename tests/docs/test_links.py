"""Every relative link and anchor in the repository's Markdown leads somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
LINK = re.compile(r"(?<!!)\[[^\]\[]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)


def pages() -> list[Path]:
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"),
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


def links(text: str) -> Iterator[str]:
    """Targets inside the repository: what has a scheme is somebody else's."""
    for target in LINK.findall(FENCE.sub("", text)):
        if not re.match(r"[a-z]+:", target):
            yield target


@cache
def anchors(page: Path) -> frozenset[str]:
    headings = HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    return frozenset(slug(heading) for heading in headings)


def slug(heading: str) -> str:
    """As both forges build it: lower case, punctuation dropped, blanks to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken(page: Path) -> Iterator[str]:
    for target in links(page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        if not aim.exists() or ROOT not in (aim, *aim.parents):
            yield f"{target}: no such file"
        elif anchor and anchor not in anchors(aim):
            yield f"{target}: no such heading"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


def test_there_are_pages() -> None:
    assert ROOT / "docs" / "README.md" in pages()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see [a](b.md) and [c](d.md#e)", ["b.md", "d.md#e"]),
        ("[`code`](a.md)", ["a.md"]),
        pytest.param("[a](https://example.com)", [], id="another site"),
        pytest.param("```\n[a](b.md)\n```", [], id="inside a code block"),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert list(links(text)) == found


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("The answers", "the-answers"), ("goldenpath.toml", "goldenpathtoml"), ("A `b`!", "a-b")],
)
def test_slug(heading: str, expected: str) -> None:
    assert slug(heading) == expected


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](nosuch.md) [b](#nosuch)\n", "utf-8")
    assert len(list(broken(page))) == 2
