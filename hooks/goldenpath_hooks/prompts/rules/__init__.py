"""The rules of prompt-lint: one module each, and no list of them anywhere.

A module `some_rule.py` is the rule `some-rule`. Its docstring is the page of the rule: the first
line is its title, then in Markdown `## Why`, `## Bad`, `## Good` and, where they apply,
`## Configure` and `## References`. It holds one function under `@rule`, either

    def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]

or, with `across=True`, one that sees every prompt of the run:

    def check_all(prompts: Sequence[Prompt], settings) -> Iterator[tuple[Prompt, Hit]]

and, where a rewrite is safe, `def fix(prompt: Prompt, text: str) -> str`, which gets the text of
the file and gives the mended one; it must change nothing when it is run again. A rule of severity
`house` is asked about the files under the `house` globs only; no check needs to look for that.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from goldenpath_hooks.findings import Place, Severity
from goldenpath_hooks.prompts.document import Format, Prompt
from goldenpath_hooks.prompts.settings import LintSettings

__all__ = ["Format", "Hit", "LintSettings", "Place", "Prompt", "Rule", "Severity", "rule", "rules"]

Fix = Callable[[Prompt, str], str]
Check = TypeVar("Check", bound=Callable[..., Iterator[Any]])


MOST = 100
"""Hits of one rule in one prompt; whoever has more is helped by none of them."""


class Hit(NamedTuple):
    """What a check found in a prompt; without a remedy of its own the rule's is shown."""

    place: Place
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Rule:
    id: str
    severity: Severity
    house: bool
    remedy: str
    since: str
    formats: frozenset[Format] | None
    across: bool
    page: str
    check: Callable[..., Iterator[Any]]

    @property
    def title(self) -> str:
        return self.page.partition("\n")[0].rstrip(".")

    @property
    def fix(self) -> Fix | None:
        return getattr(sys.modules[self.check.__module__], "fix", None)

    def hits(
        self, prompts: Sequence[Prompt], settings: LintSettings
    ) -> Iterator[tuple[Prompt, Hit]]:
        """What the rule finds in those prompts whose format it knows."""
        known = [p for p in prompts if self.formats is None or p.format in self.formats]
        if self.across:
            yield from self.check(known, settings)
        else:
            for prompt in known:
                for hit in islice(self.check(prompt, settings), MOST):
                    yield prompt, hit


_RULES: dict[str, Rule] = {}


def rule(
    *,
    remedy: str,
    severity: Severity = Severity.ERROR,
    house: bool = False,
    since: str = "0.3.0",
    formats: frozenset[Format] | None = None,
    across: bool = False,
) -> Callable[[Check], Check]:
    """Registers the check of a module.

    `formats` None means every format; `house`, that a warning stops a commit under the `house`
    globs.
    """

    def register(check: Check) -> Check:
        name = check.__module__.rpartition(".")[2].replace("_", "-")
        page = (sys.modules[check.__module__].__doc__ or "").strip()
        _RULES[name] = Rule(name, severity, house, remedy, since, formats, across, page, check)
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in alphabetical order."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return dict(sorted(_RULES.items()))
