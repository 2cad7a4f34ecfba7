"""Which version a change demands: Semantic Versioning 2.0.0.

A break demands a major version, an addition or a warning a minor one, a change of words nothing.
Before 1.0.0 it is a minor version for a break and a patch for the rest, as caret ranges read it;
after a pre-release any higher version will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goldenpath_hooks.prompts.versions import Level as Step
from goldenpath_hooks.prompts.versions import due, enough, parse

from goldenpath_gates.contracts import change

__all__ = ["Step", "consequence", "fault", "least"]

DEMANDS: Mapping[change.Level, Step | None] = {
    "breaking": Step.MAJOR,
    "warning": Step.MINOR,
    "addition": Step.MINOR,
    "change": None,
}


def consequence(changes: Iterable[change.Change]) -> Step | None:
    """The greatest step that one of them demands."""
    return max(filter(None, (DEMANDS[each.level] for each in changes)), default=None)


def least(old: str | None, step: Step | None) -> str | None:
    """The lowest version that a step demands; None where nothing is."""
    before = parse(old)
    return str(due(before, step)) if before and step else None


def fault(old: str | None, new: str | None, step: Step | None) -> tuple[str, str] | None:
    """The rule that a version breaks and why; None where it is the one that is due, or higher.

    An `old` that is no version, as that of a new contract, demands nothing.
    """
    if new is None:
        return "version-missing", "there is no version"
    after, before = parse(new), parse(old)
    if after is None:
        return "version-form", f"{new[:100]!r} is no semantic version, such as 1.4.0"
    if before is None:
        return None
    if after < before:
        return "version-lowered", f"version {after} is below the {before} that was promised"
    if step and not enough(before, after, step):
        why = f"is too low for what changed since {before}: at least {due(before, step)} is due"
        return "version-due", f"version {after} {why}"
    return None
