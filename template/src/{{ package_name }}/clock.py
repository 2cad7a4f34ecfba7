"""The time that answers, prompts and tools may speak of; durations are not read from here."""

from datetime import UTC, datetime

from .evaluation import EVALUATION


def now() -> datetime:
    """Return the second it is in UTC, or the one that the evaluation has frozen."""
    return EVALUATION.get().time or datetime.now(UTC).replace(microsecond=0)
