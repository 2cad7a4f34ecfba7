"""What changed between two states of a prompt, and how much that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goldenpath_hooks.prompts import interface
from goldenpath_hooks.prompts.document import Key, Prompt
from goldenpath_hooks.prompts.lock import Hashes
from goldenpath_hooks.prompts.lock_parts import COMMENTS, MESSAGES, Part, Parts, differing
from goldenpath_hooks.prompts.versions import Change, Level

REASONS = 3
"""So many are named; one is enough to be right."""


def changes(old: Prompt, new: Prompt, before: Parts, after: Parts) -> list[Change]:
    found = list(interface.changes(old, new))
    if not found:
        found += _changed(Level.MINOR, before.interface, after.interface, new)
    found += _changed(Level.MINOR, before.content, after.content, new)
    found += _changed(Level.PATCH, before.notes, after.notes, new)
    return found


def since_locked(old: Hashes, new: Hashes) -> Iterator[Change]:
    """Without the earlier text only its hashes tell, so an interface counts as broken."""
    for level, part, what in (
        (Level.MAJOR, "interface", "inputs or outputs"),
        (Level.MINOR, "content", "text, model or parameters"),
        (Level.PATCH, "notes", "description or comments"),
    ):
        if getattr(old, part) != getattr(new, part):
            yield Change(level, f"{what} changed since the lock was written")


def why(found: Iterable[Change], level: Level) -> str:
    texts = [change.text for change in found if change.level is level]
    more = f" and {len(texts) - REASONS} more" if len(texts) > REASONS else ""
    return "; ".join(texts[:REASONS]) + more


def _changed(level: Level, before: Part, after: Part, new: Prompt) -> list[Change]:
    names = (_named(new, key) for key in differing(before, after))
    return [Change(level, f"{name} changed") for name in dict.fromkeys(names)]


def _named(prompt: Prompt, key: Key) -> str:
    if key == COMMENTS:
        return "a comment"
    if key[0] != MESSAGES:
        return f"`{'.'.join(map(str, key))}`"
    roles = dict(enumerate((message.role for message in prompt.messages), start=1))
    number = int(key[1])
    return f"the text of message {number}" + (f" ({roles[number]})" if roles.get(number) else "")
