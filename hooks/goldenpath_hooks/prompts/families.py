"""Formats that have something in common."""

from __future__ import annotations

from goldenpath_hooks.prompts.document import Format

PROMPTY = frozenset({Format.PROMPTY_V1, Format.PROMPTY_V2})

VERSIONED = PROMPTY | {Format.DOTPROMPT}
"""Their files can say which version they are and who owns them."""
