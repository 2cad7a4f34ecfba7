"""What a pull request may bring: every rule ends soon on texts that are made to keep it busy."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from goldenpath_hooks.prompts.lint import lint
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import MOST
from goldenpath_hooks.prompts.settings import LintSettings

LONG = 30_000
HEAD = "---\nname: a\nversion: {0}\ninputs:\n  - name: b\n    kind: string\n---\nsystem:\n"
PIECES = (
    " ",
    "\t",
    "\n",
    "\n ",
    "#",
    "a",
    "a ",
    "user ",
    "user: ",
    "\nuser: ",
    "{",
    "{{",
    "{{a}} ",
    "{{a.role}}:\n",
    "{#",
    "{{!",
    "respond respond ",
    "your prompt ",
    "TODO",
    "<a",
    "```",
    "1.",
    "[user ",
    "${env:",
    "\u202e",
    "goldenpath: allow ",
)
NAMES = ("a.prompty", "a.prompt", "a.jinja")


@pytest.mark.parametrize("piece", PIECES, ids=repr)
@pytest.mark.parametrize("name", NAMES)
def test_a_long_text(name: str, piece: str) -> None:
    text = HEAD.format("1.0.0") + piece * (LONG // len(piece))
    everything = LintSettings(house=("**",), budget_tokens=1)
    assert lint([read(name, text.encode())], everything, date(2026, 1, 1))


@pytest.mark.parametrize("value", ["1." * 5_000, "9" * 10_000, "v" + "0" * 10_000, "-" * 10_000])
def test_a_long_version(value: str) -> None:
    text = HEAD.format(f'"{value}"')
    findings = lint([read("a.prompty", text.encode())], LintSettings(("**",)), date(2026, 1, 1))
    assert max(len(finding.message) for finding in findings) < 1_000


def test_a_thousand_names() -> None:
    inputs = "".join(f"  - name: question{n % 9_000}\n    kind: k{n}\n" for n in range(10_000))
    body = "".join(f"{{{{ querstion{n} }}}}\nuser: TODO: x\n" for n in range(10_000))
    text = f"---\nname: a\ninputs:\n{inputs}---\nsystem:\n{body}"
    findings = lint([read("a.prompty", text.encode())], LintSettings(), date(2026, 1, 1))
    assert max(Counter(finding.rule for finding in findings).values()) == MOST
