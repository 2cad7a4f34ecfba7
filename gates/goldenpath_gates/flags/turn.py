"""What a person does with a flag: begin a ramp, finish it, take it back. Nothing is read here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from goldenpath_gates.errors import UsageError
from goldenpath_gates.flags.document import Flag
from goldenpath_gates.flags.ramps import META, Ramp, ramp_of

SHORTEST = 60
"""Seconds between two steps: services read the file every few."""


def switch(body: dict[str, Any], name: str, new: str, *, start: int, every: int, step: int) -> Ramp:
    """Begins a ramp to this variant; seconds and percent as in `Ramp`. Raises UsageError."""
    flag = named(body, name)
    old = flag.get("defaultVariant")
    if not isinstance(old, str):
        raise UsageError(f"{name} has no defaultVariant to move away from: give it one")
    if new not in flag["variants"]:
        known = ", ".join(flag["variants"])
        raise UsageError(f"{name} has no variant {new!r}: it has {known}")
    if flag["state"] != "ENABLED":
        raise UsageError(f"{name} is disabled, so nothing would move: enable it first")
    if flag.get("targeting"):
        what = (
            f"is on its way to {flag['metadata'][META]}" if ramp_of(flag) else "has rules already"
        )
        raise UsageError(f"{name} {what}: finish, roll back or remove that first")
    if flag["variants"][new] == flag["variants"][old]:
        raise UsageError(
            f"{name}: {new} and {old} are the same ({flag['variants'][new]!r}): "
            f"give {new} its new value, and release that, before traffic moves to it"
        )
    if not 1 <= step <= 100:
        raise UsageError(f"--step is a whole percentage from 1 to 100, not {step}")
    if every < SHORTEST:
        raise UsageError("--every is at least a minute: services read the flags every few seconds")
    ramp = Ramp(old, new, start, every, step)
    flag["targeting"] = ramp.targeting()
    flag.setdefault("metadata", {})[META] = new
    return ramp


def finish(body: dict[str, Any], name: str, now: float) -> Ramp:
    """Makes the new variant the default. Raises UsageError before the ramp is over."""
    flag, ramp = _on_ramp(body, name)
    if now < ramp.end:
        raise UsageError(
            f"{name}: {ramp.share(now)} % have moved to {ramp.new}, all will have by "
            f"{time_of(ramp.end)}: finish it then, or roll back"
        )
    _end(flag, ramp.new)
    return ramp


def rollback(body: dict[str, Any], name: str) -> Ramp:
    """Gives everybody the old variant again, at once. Raises UsageError without a ramp."""
    flag, ramp = _on_ramp(body, name)
    _end(flag, ramp.old)
    return ramp


def named(body: dict[str, Any], name: str) -> Flag:
    flags: dict[str, Flag] = body["flags"]
    if name not in flags:
        raise UsageError(f"no flag is called {name!r}: there are {', '.join(flags) or 'none'}")
    return flags[name]


def time_of(seconds: float) -> str:
    """In UTC, as `--start` takes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _on_ramp(body: dict[str, Any], name: str) -> tuple[Flag, Ramp]:
    flag = named(body, name)
    ramp = ramp_of(flag)
    if ramp is None:
        raise UsageError(
            f"{name} is on no ramp: `goldenpath flags switch {name} VARIANT --step 100` moves "
            "everybody at once, and `git revert` undoes a commit"
        )
    return flag, ramp


def _end(flag: Flag, variant: str) -> None:
    flag["defaultVariant"] = variant
    del flag["targeting"], flag["metadata"][META]
