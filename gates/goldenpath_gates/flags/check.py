"""What can be wrong with flags, before anybody follows them.

flagd says at the evaluation, for each request, what it could have said of the file: here it is said
once, with the place. Its schema is not fetched; ours asks for what its evaluator needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldenpath_gates.flags.document import PATH, Document, Flag, Keys, NotFlags, parsed
from goldenpath_gates.flags.ramps import META
from goldenpath_gates.report import Finding
from goldenpath_gates.schema import packaged

if TYPE_CHECKING:
    from goldenpath_gates.policy.findings import Found

FORM, OWNER, EXPIRY = "flag-form", "flag-owner", "flag-expiry"
VARIANT, TYPE = "flag-variant", "flag-type"
WEIGHTS, REFERENCE, OPERATOR = "flag-weights", "flag-reference", "flag-operator"
RULES = {
    FORM: "the file is JSON, and each flag has state and variants, as flagd asks for",
    OWNER: "somebody answers for each flag: `owner` in its metadata, or in those of the file",
    EXPIRY: "each flag says until when it is needed: `expires`, a day to come or `never`",
    VARIANT: "default, ramp and rules name variants that there are",
    TYPE: "the variants of a flag are of one type",
    WEIGHTS: "the weights of a fractional rule are whole percentages, 100 together",
    REFERENCE: "a $ref names a rule of $evaluators, and no rule names itself",
    OPERATOR: "a rule uses operators that flagd knows",
}
NEVER = "never"
OPERATORS = frozenset(
    {"if", "?:", "and", "or", "!", "!!", "==", "===", "!=", "!==", "<", "<=", ">", ">="}
    | {"+", "-", "*", "/", "%", "min", "max", "in", "cat", "substr", "log", "merge"}
    | {"map", "reduce", "filter", "all", "none", "some", "var", "missing", "missing_some"}
    | {"fractional", "starts_with", "ends_with", "sem_ver", "$ref"}
)
KINDS: Sequence[tuple[type, str]] = ((bool, "boolean"), (str, "string"), (dict, "object"))

Wrong = tuple[Keys, str, str]
"""Where, which rule, and what is wrong and how to mend it."""


def found(root: Path) -> list[Found]:
    """For the stage `policy`, where a finding can be waived. A service without flags has none."""
    from goldenpath_gates.policy.findings import Found

    try:
        data = (root / PATH).read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        return [Found(FORM, str(PATH), f"cannot be read ({error.strerror})", line=1, column=1)]
    return [
        Found(one.rule, str(PATH), one.message, line=one.line, column=one.column)
        for one in findings(data)
    ]


def findings(data: bytes, today: date | None = None) -> list[Finding]:
    """All that is wrong, in the order of the file; `today` is a day of UTC."""
    today = today or datetime.now(UTC).date()
    try:
        document = parsed(data)
    except NotFlags as error:
        at, said = error.place, f"{error}: nothing could follow these flags, mend the file"
        return [Finding(FORM, said, str(PATH), at.line, at.column)]
    wrong = list(_form(document.body)) or list(_judged(document.body, today))
    return sorted(
        (_finding(document, *one) for one in wrong),
        key=lambda one: (one.line or 0, one.column or 0),
    )


def _finding(document: Document, at: Keys, rule: str, message: str) -> Finding:
    """At the nearest thing around it that has a place: what is missing has none."""
    while at and at not in document.places:
        at = at[:-1]
    place = document.places.get(at)
    line, column = (place.line, place.column) if place else (1, 1)
    return Finding(rule, message, str(PATH), line, column)


def _form(body: dict[str, Any]) -> Iterator[Wrong]:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(packaged("flags", "goldenpath_gates.flags"))
    for error in validator.iter_errors(body):
        yield tuple(error.instance_path), FORM, f"{error.message}: flagd could not use it, mend it"


def _judged(body: dict[str, Any], today: date) -> Iterator[Wrong]:
    evaluators = body.get("$evaluators", {})
    shared = body.get("metadata", {})
    for name, rule in evaluators.items():
        yield from _rules(rule, ("$evaluators", name), evaluators)
    if circular := _circular(evaluators):
        message = f"{circular} leads back to itself: take one $ref out"
        yield ("$evaluators", circular), REFERENCE, message
        return
    for name, flag in body["flags"].items():
        at: Keys = ("flags", name)
        yield from _metadata(shared | flag.get("metadata", {}), at, name, today)
        yield from _variants(flag, at, name, evaluators)
        yield from _rules(flag.get("targeting", {}), (*at, "targeting"), evaluators)


def _metadata(metadata: Mapping[str, Any], at: Keys, name: str, today: date) -> Iterator[Wrong]:
    at = (*at, "metadata")
    owner = metadata.get("owner")
    if not (isinstance(owner, str) and owner.strip()):
        yield at, OWNER, f"{name} has no owner: write who answers for it into metadata.owner"
    expires = metadata.get("expires")
    if expires == NEVER:
        return
    try:
        last = date.fromisoformat(expires) if isinstance(expires, str) else None
    except ValueError:
        last = None
    if last is None:
        say = f'write a day such as "{today.year + 1}-06-30", or "{NEVER}" for a switch that stays'
        yield (*at, "expires"), EXPIRY, f"{name} has no end: {say}, into metadata.expires"
    elif last < today:
        say = "remove it with the code that asks for it, or say until when it is needed"
        yield (*at, "expires"), EXPIRY, f"{name} was needed until {last}: {say}"


def _variants(flag: Flag, at: Keys, name: str, evaluators: Mapping[str, Any]) -> Iterator[Wrong]:
    variants = flag["variants"]
    if len({_kind(value) for value in variants.values()}) > 1:
        yield (*at, "variants"), TYPE, f"{name} has variants of several types: use one"
    named: list[tuple[Keys, Any]] = [
        *(((*at, "defaultVariant"), flag[key]) for key in ("defaultVariant",) if key in flag),
        *(((*at, "metadata", META), goal) for goal in [flag.get("metadata", {}).get(META)] if goal),
        *_results(flag.get("targeting"), (*at, "targeting"), evaluators),
    ]
    for where, variant in named:
        if variant not in variants:
            known = ", ".join(variants)
            yield where, VARIANT, f"{name} has no variant {variant!r}: it has {known}"


def _kind(value: Any) -> str:
    return next((kind for type_, kind in KINDS if isinstance(value, type_)), "number")


def _results(rule: Any, at: Keys, evaluators: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    """The variants that a rule can name; what it computes is not followed."""
    match rule:
        case bool():
            yield at, str(rule).lower()
        case str():
            yield at, rule
        case {"if": [*chain]}:
            for number, part in enumerate(chain):
                if number % 2 or number == len(chain) - 1:
                    yield from _results(part, (*at, "if", number), evaluators)
        case {"fractional": [*parts]}:
            for number, part in enumerate(parts):
                if isinstance(part, list) and part:
                    yield from _results(part[0], (*at, "fractional", number, 0), evaluators)
        case {"$ref": str(name)}:
            # At the place of the reference: the rule itself is right for another flag.
            yield from (
                (at, variant) for _, variant in _results(evaluators.get(name), at, evaluators)
            )


def _rules(rule: Any, at: Keys, evaluators: Mapping[str, Any]) -> Iterator[Wrong]:
    if isinstance(rule, list):
        for number, part in enumerate(rule):
            yield from _rules(part, (*at, number), evaluators)
    if not isinstance(rule, dict):
        return
    for operator, operands in rule.items():
        here = (*at, operator)
        if operator not in OPERATORS:
            yield here, OPERATOR, f"flagd knows no operator {operator!r}: correct it"
        if operator == "$ref" and not (isinstance(operands, str) and operands in evaluators):
            yield here, REFERENCE, f"$evaluators has no {operands!r}: add it, or correct the name"
        if operator == "fractional":
            yield from _weights(operands, here)
        yield from _rules(operands, here, evaluators)


def _weights(operands: Any, at: Keys) -> Iterator[Wrong]:
    parts = operands if isinstance(operands, list) else [operands]
    if parts and not isinstance(parts[0], list):
        parts = parts[1:]  # the first one says by what keys are told apart
    weights = [
        part[1]
        for part in parts
        if isinstance(part, list) and len(part) == 2 and type(part[1]) is int and part[1] >= 0
    ]
    if len(weights) < len(parts):
        yield at, WEIGHTS, 'write each part as ["variant", weight], a weight of 0 to 100'
    elif sum(weights) != 100:
        yield at, WEIGHTS, f"the weights are {sum(weights)} together: make it 100"


def _circular(evaluators: Mapping[str, Any]) -> str | None:
    """A rule that leads back to itself, by others or at once."""
    leads = {name: set(_references(rule)) for name, rule in evaluators.items()}
    for name in leads:
        reached: set[str] = set()
        ahead = {name}
        while ahead:
            ahead = set().union(*(leads.get(one, set()) for one in ahead)) - reached
            reached |= ahead
        if name in reached:
            return name
    return None


def _references(rule: Any) -> Iterable[str]:
    if isinstance(rule, dict):
        if isinstance(name := rule.get("$ref"), str):
            yield name
        rule = list(rule.values())
    if isinstance(rule, list):
        for part in rule:
            yield from _references(part)
