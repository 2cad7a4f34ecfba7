"""A YAML text with its lines where they belong.

Lines move, blanks at their ends go, and the blanks behind a dash shrink to one; nothing else of a
line is touched. Whether the text still means the same is for the caller to compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.formats.yamllayout import Layout, Line, indentation


def indented(text: list[str], layout: Layout) -> Iterator[str]:
    """Each line where it belongs. Blanks at its end go, unless a scalar runs over it."""
    known = sorted(layout.lines)
    following = 0
    for number, content in enumerate(text):
        runs_on = layout.inner.get(number + 1, (0, 0))[1] is None
        while following < len(known) and known[following] < number:
            following += 1
        if number in layout.lines:
            yield _moved(content, layout.lines[number], runs_on)
        elif number in layout.inner:
            moved = _inner(content, *layout.inner[number])
            yield _trimmed(moved) if number in layout.ends and not runs_on else moved
        elif content.lstrip(" \t").startswith("#"):
            after = layout.lines[known[following]] if following < len(known) else None
            before = layout.lines[known[following - 1]] if following else None
            column = _of_comment(len(content) - len(content.lstrip(" \t")), before, after)
            yield " " * column + _trimmed(content.lstrip(" \t"))
        else:
            yield _trimmed(content)


def _moved(content: str, line: Line, runs_on: bool) -> str:
    for end, start in reversed(line.gaps):
        content = content[:end] + " " + content[start:]
    content = " " * line.new + content[line.old :]
    return content if runs_on else _trimmed(content)


def _inner(content: str, shift: int, least: int | None) -> str:
    blanks = indentation(content)
    if not content.strip(" \r\n") and (least is None or blanks <= least):
        return content.lstrip(" ")
    return " " * max(0, blanks + shift) + content[blanks:]


def _of_comment(column: int, before: Line | None, after: Line | None) -> int:
    """With the line below if it stood with it, else with what it stood with above."""
    if after and column == after.old:
        return after.new
    for level in reversed(before.levels if before else ()):
        if level.old <= column:
            return level.new + (column - level.old)
    return max(0, column + after.new - after.old) if after else column


def _trimmed(content: str) -> str:
    body = content.rstrip("\n\r\x85\u2028\u2029")
    return body.rstrip(" \t") + content[len(body) :]
