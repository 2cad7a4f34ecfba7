"""What changed between two interfaces, and which step of the version each change demands.

docs/compatibility.md says what breaks; the table INTERFACE is that page for a program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from goldenpath_gates.contracts.change import Direction
from goldenpath_gates.contracts.semver import DEMANDS
from goldenpath_hooks.prompts.versions import Level

from .interface import Interface

MINOR, MAJOR = Level.MINOR, Level.MAJOR
Things = Mapping[str, Any]


class Change(NamedTuple):
    level: Level
    text: str

    def __str__(self) -> str:
        return f"{self.level}: {self.text}"


Judge = Callable[[str, Any, Any], Iterator[Change]]
"""What a value of an attribute became; the first argument names the attribute and its thing."""


def difference(old: Interface, new: Interface) -> list[Change]:
    """The gravest first. What nobody relies on, such as a description, is no change."""
    found = [
        change
        for part, judge in INTERFACE.items()
        for change in judge("", old.get(part, {}), new.get(part, {}))
    ]
    return sorted(found, key=lambda change: -change.level)


# ---- how values are compared -------------------------------------------------------------------


def said(level: Level) -> Judge:
    """Any other value is a change of that level."""

    def judge(what: str, old: Any, new: Any) -> Iterator[Change]:
        if old != new:
            yield Change(level, f"{what} is now {_shown(new)}, was {_shown(old)}")

    return judge


def flag(on: Level, off: Level) -> Judge:
    def judge(what: str, old: Any, new: Any) -> Iterator[Change]:
        if bool(old) != bool(new):
            yield Change(on if new else off, f"{what} is now {str(bool(new)).lower()}")

    return judge


def rewritten(what: str, old: Any, new: Any) -> Iterator[Change]:
    """A text that only a person can compare."""
    if old != new:
        yield Change(MINOR, f"{what} changed")


def choices(what: str, old: Any, new: Any) -> Iterator[Change]:
    """Without a list anything is allowed."""
    if new and not old:
        yield Change(MAJOR, f"{what} are only {_shown(new)}, anything was allowed")
    elif old and not new:
        yield Change(MINOR, f"{what} are free now")
    else:
        yield from named(what, old, new)


def named(what: str, old: Any, new: Any) -> Iterator[Change]:
    """A list of names, each of which somebody relies on."""
    before, after = old or (), new or ()
    for each in before:
        if each not in after:
            yield Change(MAJOR, f"{what} no longer have {_shown(each)}")
    for each in after:
        if each not in before:
            yield Change(MINOR, f"{what} have {_shown(each)} too")


ACCESS = ("none", "read", "write")


def access(what: str, old: Any, new: Any) -> Iterator[Change]:
    """Of a token: a run that asks for more than its caller grants is refused by GitHub."""
    if old != new:
        more = ACCESS.index(new) > ACCESS.index(old)
        yield Change(MAJOR if more else MINOR, f"{what} is now {new}, was {old}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:76]} ..."


# ---- things that come and go -------------------------------------------------------------------

LISTED = 20
"""New things of one kind that are listed one by one."""
By = Level | Callable[[Any], Level]
"""A level, or one that depends on what the thing is."""


@dataclass(frozen=True)
class Table:
    """Things by name, each with attributes; one within another is named with its holder."""

    noun: str
    attributes: Mapping[str, Judge] = field(default_factory=dict)
    gone: By = MAJOR
    new: By = MINOR

    def __call__(self, what: str, old: Things | None, new: Things | None) -> Iterator[Change]:
        before, after = old or {}, new or {}
        for name in before:
            if name not in after:
                text = f"{self._called(name, what)} is gone or renamed"
                yield Change(_by(self.gone, before[name]), text)
        yield from self._new(what, {name: after[name] for name in after if name not in before})
        for name in after:
            if name in before:
                yield from self._changed(self._called(name, what), before[name], after[name])

    def _new(self, what: str, things: Things) -> Iterator[Change]:
        levels = {name: _by(self.new, thing) for name, thing in things.items()}
        harmless = [name for name, level in levels.items() if level is MINOR]
        if len(harmless) > LISTED:
            some = ", ".join(harmless[:LISTED])
            yield Change(MINOR, f"{len(harmless)} {self.noun}s are new: {some} and others")
            levels = {name: level for name, level in levels.items() if level is not MINOR}
        for name, level in levels.items():
            yield Change(level, f"{self._called(name, what)} is new")

    def _called(self, name: str, what: str) -> str:
        holder = what.partition(" of ")[2]
        return f"{self.noun} {name} of {holder}" if holder else f"{self.noun} {name}"

    def _changed(self, what: str, old: Any, new: Any) -> Iterator[Change]:
        for attribute, judge in self.attributes.items():
            yield from judge(f"{attribute} of {what}", old.get(attribute), new.get(attribute))


def _by(by: By, thing: Any) -> Level:
    return by if isinstance(by, Level) else by(thing)


def demanded(thing: Any) -> Level:
    """Whoever calls without it is refused from now on."""
    return MAJOR if thing.get("required") and "default" not in thing else MINOR


def undefaulted(thing: Any) -> Level:
    """A bot that updates a service can answer nothing."""
    return MAJOR if thing.get("default") is None else MINOR


def managed(thing: Any) -> Level:
    """What is seeded is the team's: a service keeps it."""
    return MAJOR if thing.get("owner") == "managed" else MINOR


# ---- schemas -----------------------------------------------------------------------------------

WRITTEN = frozenset({"approval", "eval-result", "eval-trend", "evidence", "report"})
"""Schemas of what this library writes and others read; the others are of what teams write."""


PROMISED = frozenset({"response-optional-property-removed", "request-property-removed"})
"""To the differ a warning, as somebody had to do without already; every name of ours is API."""


def schemas(what: str, old: Things, new: Things) -> Iterator[Change]:
    yield from Table("schema")(what, old, new)
    for name in sorted(old.keys() & new.keys()):
        yield from _schema(name, old[name], new[name])


def _schema(name: str, old: Any, new: Any) -> Iterator[Change]:
    from goldenpath_gates.contracts.differ.schemas import compare_schemas
    from goldenpath_gates.contracts.document import Document

    base, revision = (Document(f"{name}.schema.json", _alone(each)) for each in (old, new))
    direction: Direction = "response" if name in WRITTEN else "request"
    for each in compare_schemas(base, revision, direction):
        if level := MAJOR if each.rule in PROMISED else DEMANDS[each.level]:
            text = f"schema {name}, {each.pointer or '/'}: {each.rule} {each.message}"
            yield Change(level, text)


def _alone(schema: Any) -> Any:
    """Without references to other schemas of ours, which are compared by themselves."""
    if isinstance(schema, list):
        return [_alone(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if str(schema.get("$ref", "")).startswith("urn:"):
        return {}
    return {key: _alone(value) for key, value in schema.items()}


# ---- the interface -----------------------------------------------------------------------------

ARGUMENTS = Table(
    "argument", {"required": flag(on=MAJOR, off=MINOR), "choices": choices}, new=demanded
)
INTERFACE: Mapping[str, Judge] = {
    "GitHub workflows": Table(
        "GitHub workflow",
        {
            "inputs": Table(
                "input",
                {
                    "type": said(MAJOR),
                    "required": flag(on=MAJOR, off=MINOR),
                    "default": said(MINOR),
                },
                new=demanded,
            ),
            "secrets": Table("secret", {"required": flag(on=MAJOR, off=MINOR)}, new=demanded),
            "outputs": Table("output"),
            "permissions": Table("permission", {"level": access}, gone=MINOR, new=MAJOR),
            "jobs": Table("job", {"permissions": said(MINOR)}),
        },
    ),
    "GitLab pipelines": Table(
        "GitLab pipeline",
        {"jobs": Table("job"), "variables": Table("variable", {"value": said(MINOR)})},
    ),
    "stages": Table(
        "stage",
        {
            "when": said(MINOR),
            "needs": said(MINOR),
            "secrets": said(MINOR),
            # Trust in a cloud is bound to these two, and a forge's settings name the first.
            "environment": said(MAJOR),
            "identity": said(MAJOR),
            "approval": flag(on=MAJOR, off=MINOR),
            "signoff": flag(on=MINOR, off=MAJOR),
        },
    ),
    "questions": Table(
        "question",
        {
            "type": said(MAJOR),
            "choices": choices,
            "default": said(MINOR),
            "when": said(MINOR),
            # That it takes no less is tested: rows of tests/template/answers.py only grow.
            "validator": rewritten,
        },
        new=undefaulted,
    ),
    "paths": Table("path", {"owner": said(MAJOR), "extend": rewritten}, gone=managed),
    "hooks": Table(
        "hook",
        {
            "entry": said(MAJOR),
            "language": said(MAJOR),
            "stages": said(MINOR),
            "args": said(MINOR),
            "types": said(MINOR),
            "files": rewritten,
            "arguments": ARGUMENTS,
        },
    ),
    "commands": Table("command", {"arguments": ARGUMENTS}),
    "exit codes": Table("exit code", {"code": said(MAJOR)}),
    "rules of prompt-lint": Table("prompt-lint rule"),
    "rules of contract": Table("contract rule", {"level": said(MINOR)}),
    "rules of policy": Table("policy rule", {"severity": said(MINOR), "approvable": said(MINOR)}),
    "schemas": schemas,
}
