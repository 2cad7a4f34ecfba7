"""Mutants that no case can notice, because they mean the same."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[str, str] = {
    "terraform/unencrypted_storage.rego:56: `not asked[row.type]` dropped": (
        "one attribute would be told in two ways, at the same place"
    ),
}
"""The mutant as `python -m tests.policies.mutation` prints it, and why."""
