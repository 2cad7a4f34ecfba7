"""Every rule, asked about every prompt; what waivers and settings leave of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from goldenpath_hooks import waivers
from goldenpath_hooks.findings import Finding, HookError, Severity
from goldenpath_hooks.prompts.document import Document
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.rules import Hit, Rule, rules
from goldenpath_hooks.prompts.settings import LintSettings

OFF = "off"
LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING}
LONGEST = 300
"""Characters of a message or remedy: it may quote the file, and the file may be hostile."""


def lint(documents: Sequence[Document], settings: LintSettings, today: date) -> list[Finding]:
    """The findings that stand, in the order of the files' names."""
    raised = defaultdict(list)
    for finding in _raised(documents, settings):
        raised[finding.path].append(finding)
    stand: list[Finding] = []
    for document in documents:
        allowed, broken = waivers.read(document.path, document.text, today)
        stand += broken
        stand += waivers.apply(raised.pop(document.path, ()), allowed)
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
    """Raises where `[prompts] rules` names what there is not."""
    for rule, level in settings.rules.items():
        known(rule)
        if level not in (OFF, *LEVELS):
            raise HookError(f"[prompts.rules] {rule} is {level!r}; write off, warning or error")


def _raised(documents: Sequence[Document], settings: LintSettings) -> Iterator[Finding]:
    """What could not be read gets no further judgement: most of it would follow from that."""
    for document in documents:
        for problem in document.problems:
            rule = known(problem.rule)
            hit = Hit(problem.place, problem.message, problem.remedy)
            if severity := _severity(rule, document.path, settings):
                yield _finding(rule, document.path, hit, severity)
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
    message, remedy = _line(hit.message), _line(hit.remedy or rule.remedy)
    return Finding(path, hit.place, rule.id, message, remedy, severity)


def _line(text: str) -> str:
    """One line that shows what cannot be printed."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return short if short.isprintable() else short.encode("unicode_escape").decode()
