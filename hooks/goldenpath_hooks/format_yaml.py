"""Indents YAML; keys, comments, quotes and block scalars stay as they were written."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from pathlib import PurePath
from typing import Any

from goldenpath_hooks.findings import Finding, Place
from goldenpath_hooks.formats import yamltext
from goldenpath_hooks.formats.formatter import Refused, add_arguments, run_formatter
from goldenpath_hooks.formats.yamlindent import indented
from goldenpath_hooks.formats.yamllayout import Layout, split

RULE = "format-yaml"
UNSAFE = "format-yaml-unsafe"
MOST_BLANK_LINES = 2

# Written by a program, or not YAML before something has filled it in.
LEFT_ALONE = ("*.jinja", "*.jinja2", "*.j2", "*.tpl", "*.gotmpl", "*.tmpl", "*.lock", "*-lock.yaml")
TEMPLATE = re.compile(r"\{\{|\{%|<%")
STATEMENT = re.compile(r"#+\s*(?:\{\{|\{%|<%)")


def formatted(path: str, text: str) -> str | None:
    """The text in order, or None where it is not for us."""
    import yaml

    if any(PurePath(path).match(pattern) for pattern in LEFT_ALONE):
        return None
    try:
        if repeated := list(_repetitions(path, text)):
            raise Refused(repeated)
        template = TEMPLATE.search(text) and _is_template(text)
    except yamltext.TooDeep as error:
        raise Refused([Finding(path, error.at, RULE, str(error))]) from None
    except yaml.YAMLError as error:
        if TEMPLATE.search(text):
            return None
        raise Refused([_syntax(path, text, error)]) from None
    if template:
        return None
    after = _in_order(text)
    if not _mean_the_same(text, after):
        message = "formatting would change data or a comment, so nothing was rewritten"
        raise Refused([Finding(path, Place(), UNSAFE, message, "indent this file by hand")])
    return after


def _repetitions(path: str, text: str) -> Iterator[Finding]:
    for key, at, first in yamltext.repetitions(text):
        message = f"key {json.dumps(key)} stands in line {first.line} already"
        yield Finding(path, at, RULE, message, "keep one: readers take the last")


def _syntax(path: str, text: str, error: Any) -> Finding:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).partition("\n")[0]
    if mark and text[mark.index : mark.index + 1] == "\t":
        what = "a tab stands where only blanks indent"
    at = yamltext.place(mark) if mark else Place()
    return Finding(path, at, RULE, what, "mend it, nothing was rewritten")


def _is_template(text: str) -> bool:
    """`{{ x }}` may parse, as a mapping with a mapping for a key; statements hide in comments."""
    tokens = yamltext.tokens(text)
    brackets = (t.start_mark.index for t in tokens if type(t).__name__ == "FlowMappingStartToken")
    doubled = any(after - before == 1 for before, after in pairwise(brackets))
    remarks = (remark for *_, remarks in yamltext.meaning(text) for remark in remarks)
    return doubled or any(STATEMENT.match(remark) for remark in remarks)


def _in_order(text: str) -> str:
    lines = split(text)
    layout = Layout(lines).read(yamltext.tokens(text))
    after = "".join(_few_blank_lines(indented(lines, layout), layout))
    ends_in_block = len(lines) - 1 in layout.inner
    return after if ends_in_block or after.endswith("\n") or not after else after + "\n"


def _few_blank_lines(lines: Iterator[str], layout: Layout) -> Iterator[str]:
    """None at either end, outside of scalars."""
    blank: list[str] = []
    begun = False
    for number, line in enumerate(lines):
        if line.strip() or number in layout.inner:
            yield from blank[:MOST_BLANK_LINES] if begun else ()
            yield line
            blank, begun = [], True
        else:
            blank.append(line)


def _mean_the_same(before: str, after: str) -> bool:
    import yaml

    pairs = zip_longest(yamltext.meaning(before), yamltext.meaning(after))
    try:
        return all(one == other for one, other in pairs)
    except yaml.YAMLError:
        return False


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(RULE, description=__doc__)
    add_arguments(parser)
    return run_formatter(RULE, parser.parse_args(argv), formatted)


if __name__ == "__main__":
    raise SystemExit(main())
