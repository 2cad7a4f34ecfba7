"""What a dataset of valid cases may still lack. Advice stops nothing, but for personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from goldenpath_hooks.prompts import personal

from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.dataset.stats import Inputs, Stats, expects, text_of
from goldenpath_gates.report import Finding

PERSONAL = "personal-data"
"""A tag and a rule: data of people are in a dataset on purpose, or not at all."""
RARE = 0.1
"""A label with less than this share of the most frequent one's cases hardly counts."""


def advice(cases: Iterable[Case]) -> Iterator[Finding]:
    """Of each case as it comes, then of all of them."""
    stats, inputs, tagged = Stats(), Inputs(), dict[str, Case]()
    for case in cases:
        stats.add(case)
        for tag in case.tags:
            tagged.setdefault(tag, case)
        yield from _of_one(case, inputs)
    yield from _tags(stats.tags, tagged)
    yield from _labels(stats.labels)


def _of_one(case: Case, inputs: Inputs) -> Iterator[Finding]:
    if first := inputs.first(case):
        where = ":".join(map(str, first))
        yield _at(case, "duplicate-input", f"{case.id} asks what {where} asks, remove one")
    if not any(expects(case)):
        yield _at(case, "nothing-expected", f"nothing says what a good answer to {case.id} holds")
    if PERSONAL not in case.tags and (found := next(personal.find(text_of(case.input)), None)):
        message = f"{case.id} holds what looks like a person's {found.kind}, invent another"
        yield _at(case, PERSONAL, f"{message}, or tag the case {PERSONAL}")


def _tags(tags: Counter[str], tagged: dict[str, Case]) -> Iterator[Finding]:
    for tag in sorted(tag for tag, count in tags.items() if count == 1):
        yield _at(tagged[tag], "tag-once", f"the tag {tag} has this case alone, is it misspelt?")


def _labels(labels: Counter[str]) -> Iterator[Finding]:
    most = max(labels.values(), default=0)
    for label, count in sorted(labels.items()):
        if count < RARE * most:
            message = f"the label {label} has {count} cases and another {most}, so that accuracy"
            yield Finding("label-unbalanced", f"{message} says little of it; add some")


def _at(case: Case, rule: str, message: str) -> Finding:
    return Finding(rule, message, case.dataset or None, case.line or None)
