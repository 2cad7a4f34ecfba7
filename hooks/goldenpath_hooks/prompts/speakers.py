"""Who may speak in a chat, over all APIs."""

from __future__ import annotations

from goldenpath_hooks.prompts.document import Prompt

COMPUTED = "role-computed"
"""The kind of mark of a role that the template computes."""

SYSTEM = frozenset({"system", "developer"})
KNOWN = SYSTEM | {"user", "assistant", "model", "tool", "function"}


def brings_messages(prompt: Prompt) -> bool:
    """Whether an input is a conversation, which brings messages with roles of their own."""
    marks = (mark for message in prompt.messages for mark in message.template.marks)
    computed = any(mark.kind == COMPUTED for mark in marks)
    return computed or any(field.kind == "thread" for field in prompt.inputs or ())
