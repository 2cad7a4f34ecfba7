"""Every rule, asked about every prompt; what waivers and settings leave of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from goldenpath_hooks import waivers
from goldenpath_hooks.findings import Finding, HookError, Severity, one_line
from goldenpath_hooks.prompts.document import Document
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import Hit, Rule, rules
from goldenpath_hooks.prompts.settings import LintSettings

UNREAD = frozenset({"file-unreadable", "front-matter-syntax", "prompt-format", "template-syntax"})
"""The rules of `Document.problems`. Neither settings nor waivers reach them: where one of them
fires no other rule is asked, so that the file would pass unseen."""
OFF = "off"
LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING}


def lint(documents: Sequence[Document], settings: LintSettings, today: date) -> list[Finding]:
    """The findings that stand, in the order of the files' names."""
    judged = defaultdict(list)
    for finding in _judged(documents, settings):
        judged[finding.path].append(finding)
    stand: list[Finding] = []
    for document in documents:
        allowed, broken = waivers.read(document.path, document.text, today)
        stand += (*_unread(document), *broken)
        stand += waivers.apply(judged.pop(document.path, ()), allowed)
    return sorted(set(stand))


def mended(document: Document, found: Collection[str]) -> str:
    """The document's text after the fix of each rule that was found in it."""
    text = document.text
    for rule in rules().values():
        if rule.fix and rule.id in found:
            for index in range(len(document.prompts)):
                # Read again each time: a rewrite moves what stands behind it.
                prompts = read(document.path, text.encode()).prompts
                text = rule.fix(prompts[index], text) if index < len(prompts) else text
    return text


def known(rule: str) -> Rule:
    """The rule of that id, or a usage error."""
    if rule not in rules():
        raise HookError(f"there is no rule {rule}; prompt-lint --list shows those that there are")
    return rules()[rule]


def check(settings: LintSettings) -> None:
    """Raises where `[prompts] rules` names what there is not, or what has no other severity."""
    for rule in settings.rules:
        if known(rule).id in UNREAD:
            raise HookError(
                f"[prompts.rules] {rule} cannot be set, as nothing else is said about such a file; "
                "exclude the file in .pre-commit-config.yaml instead"
            )


def _unread(document: Document) -> Iterator[Finding]:
    for problem in document.problems:
        rule = known(problem.rule)
        hit = Hit(problem.place, problem.message, problem.remedy)
        yield _finding(rule, document.path, hit, rule.severity)


def _judged(documents: Sequence[Document], settings: LintSettings) -> Iterator[Finding]:
    """What could not be read gets no further judgement: most of it would follow from that."""
    prompts = [p for document in documents if not document.problems for p in document.prompts]
    house = [prompt for prompt in prompts if settings.is_house(prompt.path)]
    for rule in rules().values():
        if settings.rules.get(rule.id) != OFF:
            asked = house if rule.severity is Severity.HOUSE else prompts
            for prompt, hit in rule.hits(asked, settings):
                if severity := _severity(rule, prompt.path, settings):
                    yield _finding(rule, prompt.path, hit, severity)


def _severity(rule: Rule, path: str, settings: LintSettings) -> Severity | None:
    """None where the rule is switched off."""
    level = settings.rules.get(rule.id)
    if level:
        return LEVELS.get(level)
    return Severity.HOUSE if rule.house and settings.is_house(path) else rule.severity


def _finding(rule: Rule, path: str, hit: Hit, severity: Severity) -> Finding:
    message, remedy = one_line(hit.message), one_line(hit.remedy or rule.remedy)
    return Finding(path, hit.place, rule.id, message, remedy, severity)
