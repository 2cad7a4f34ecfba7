"""Each rule, on real files: tests/cases/prompt-lint/RULE/{good,bad}, where a folder is one run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from goldenpath_hooks.findings import Finding, Severity
from goldenpath_hooks.prompt_lint import read_file
from goldenpath_hooks.prompts.document import Document
from goldenpath_hooks.prompts.lint import UNREAD, lint, mended
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import rules
from goldenpath_hooks.prompts.settings import LintSettings

CASES = Path(__file__).resolve().parents[3] / "cases" / "prompt-lint"
TODAY = date(2026, 1, 1)
PLANTED = {
    # Built, not written, so that no scanner takes this repository for a leak.
    b"{{planted_openai}}": b"sk-proj-" + b"a8Kq2Zt" * 9 + b"T3BlbkFJ" + b"Xw4Rb7N" * 9,
    b"{{planted_aws}}": b"AKIA" + b"Q7ZD3WXKPL2MN4RT",
    b"{{planted_private}}": b"-----BEGIN " + b"PRIVATE KEY-----\n" + b"MIIEvQIBADANBgkqhkiG9w0",
}


def cases(kind: str) -> list[Path]:
    return sorted(path for folder in CASES.glob(f"*/{kind}") for path in folder.iterdir())


def name(path: Path) -> str:
    return path.relative_to(CASES).as_posix()


def found(path: Path) -> list[Finding]:
    """House rules are asked where one of them is the subject."""
    rule = rules()[path.relative_to(CASES).parts[0]]
    house = rule.house or rule.severity is Severity.HOUSE
    whole = path.is_dir() and not path.is_symlink()
    documents = [document(p) for p in (sorted(path.iterdir()) if whole else [path])]
    return lint(documents, LintSettings(house=("**",) if house else ()), TODAY)


def document(path: Path) -> Document:
    """As the command reads it, with the keys in place of their names."""
    planted = before = path.read_bytes() if path.is_file() else b""
    for mark, key in PLANTED.items():
        planted = planted.replace(mark, key)
    return read(str(path), planted) if planted != before else read_file(str(path))


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_a_rule_fires_on_its_bad_cases_and_no_error_beside_it(path: Path) -> None:
    rule, findings = path.relative_to(CASES).parts[0], found(path)
    assert rule in {finding.rule for finding in findings}
    others = [finding for finding in findings if finding.rule != rule]
    assert [str(finding) for finding in others if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize("path", [path for path in cases("bad") if not path.is_dir()], ids=name)
def test_only_what_cannot_be_read_is_a_problem(path: Path) -> None:
    rule = path.relative_to(CASES).parts[0]
    assert {problem.rule for problem in document(path).problems} == {rule} & UNREAD


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_a_rule_is_silent_on_its_good_cases(path: Path) -> None:
    rule, findings = path.relative_to(CASES).parts[0], found(path)
    assert [str(f) for f in findings if f.rule == rule or f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("rule", rules())
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_every_rule_has_cases(rule: str, kind: str) -> None:
    assert any((CASES / rule / kind).iterdir())


def test_every_folder_of_cases_has_a_rule() -> None:
    assert {path.name for path in CASES.iterdir()} == set(rules())


@pytest.mark.parametrize("path", [path for path in cases("bad") if path.is_file()], ids=name)
def test_a_rewrite_mends_the_fault_and_is_done_once(path: Path) -> None:
    rule = rules()[path.relative_to(CASES).parts[0]]
    before = document(path)
    after = mended(before, {rule.id})
    again = read(str(path), after.encode())
    assert mended(again, {rule.id}) == after
    assert (after != before.text) <= (rule.fix is not None)
    assert not again.problems or again.problems == before.problems
