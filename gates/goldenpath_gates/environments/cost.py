"""What an environment will have cost when its time is up, by a table of prices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Path as Keys
from goldenpath_gates.report import Figure, Finding
from goldenpath_gates.schema import packaged

FILENAME = "prices.yaml"
RULE, UNPRICED = "preview-budget", "preview-price"
UNITS = {
    **{"": Decimal(1), "m": Decimal("0.001")},
    **{letter: Decimal(1000**power) for power, letter in enumerate("kMGT", 1)},
    **{f"{letter}i": Decimal(1024**power) for power, letter in enumerate("KMGT", 1)},
}
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(|m|k|M|G|T|Ki|Mi|Gi|Ti)")
Price = Mapping[str, Any]


@dataclass(frozen=True)
class Estimate:
    """In US dollars: `hourly` for as long as it stands, `once` whatever its time. `unpriced` says
    of what nobody knows the price, `unread` are types whose price nobody compared with its
    source."""

    hours: int
    hourly: Decimal
    once: Decimal
    unpriced: tuple[str, ...]
    unread: frozenset[str] = frozenset()

    @property
    def total(self) -> Decimal:
        return self.hourly * self.hours + self.once

    def findings(self, budget: float, path: str) -> Iterator[Finding]:
        for what in self.unpriced:
            yield Finding(UNPRICED, what, path)
        if self.total > Decimal(str(budget)):
            yield Finding(
                RULE,
                f"the environment will cost {self.total:.2f} USD in {self.hours} hours, "
                f"{budget:.2f} are allowed: a smaller size, fewer hours, or a larger budget_usd in "
                "[environments] of goldenpath.toml",
                path,
            )

    def figures(self, budget: float) -> Iterator[Figure]:
        total = round(float(self.total), 2)
        within = self.total <= Decimal(str(budget)) and not self.unpriced
        yield Figure("cost of the environment", total, "USD", f"<= {budget:g}", within)
        yield Figure("cost per hour", round(float(self.hourly), 4), "USD")
        yield Figure(
            "resources without a price", len(self.unpriced), None, "= 0", not self.unpriced
        )
        yield Figure("prices that nobody compared with their source", len(self.unread))


def prices(root: Path, config: Config) -> Mapping[str, Price]:
    """By type of resource: ours, and over them those that the team pays."""
    ours = files("goldenpath_gates.environments").joinpath(FILENAME).read_text("utf-8")
    name = str(PurePosixPath(config.environments.infra).parent / FILENAME)
    try:
        theirs = (root / name).read_text("utf-8")
    except FileNotFoundError:
        theirs = ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}: cannot be read: {error}; save it as UTF-8 text") from None
    return {**_read(ours, FILENAME), **_read(theirs, name)}


def estimate(
    resources: Iterable[Mapping[str, Any]], hours: int, known: Mapping[str, Price]
) -> Estimate:
    """Of the resources of a plan, as `goldenpath_gates.policy.terraform` has them."""
    total = {"hourly": Decimal(0), "once": Decimal(0)}
    unpriced, unread = [], set()
    for row in resources:
        if row.get("mode") == "data":
            continue
        try:
            for kind, amount in list(_amounts(row, known)):
                total[kind] += amount
            if "rates" in known[row["type"]] and "read" not in known[row["type"]]:
                unread.add(row["type"])
        except LookupError as error:
            unpriced.append(f"{row['address']}: {error.args[0]}: add it to {FILENAME} in infra/")
    return Estimate(hours, total["hourly"], total["once"], tuple(unpriced), frozenset(unread))


def _amounts(row: Mapping[str, Any], known: Mapping[str, Price]) -> Iterator[tuple[str, Decimal]]:
    """Raises LookupError, with what is missing."""
    price = known.get(row["type"])
    if price is None:
        raise LookupError(f"{row['type']} has no price")
    for rate in price.get("rates", ()):
        times = _quantity(row, rate["times"]) if "times" in rate else Decimal(1)
        for kind in ("hourly", "once"):
            if kind in rate:
                yield kind, _rate(row, rate, kind) * times / _parsed(str(rate.get("per", 1)))


def _rate(row: Mapping[str, Any], rate: Price, kind: str) -> Decimal:
    amount = rate[kind]
    if isinstance(amount, Mapping):
        value = str(_value(row, rate["by"]))
        if value not in amount:
            raise LookupError(f"{_dotted(rate['by'])} {value} has no price")
        amount = amount[value]
    return Decimal(str(amount))


def _quantity(row: Mapping[str, Any], path: Keys) -> Decimal:
    value = _value(row, path)
    try:
        return _parsed(str(value))
    except ValueError:
        raise LookupError(f"{_dotted(path)} is {value}, no quantity that is known") from None


def _parsed(text: str) -> Decimal:
    """`2`, `500m` or `1Gi`, as Kubernetes writes them."""
    found = QUANTITY.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Decimal(found[1]) * UNITS[found[2]]


def _value(row: Mapping[str, Any], path: Keys) -> Any:
    """None where it is not set."""
    value: Any = row["values"]
    for key in path:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return None
    return value


def _dotted(path: Keys) -> str:
    return ".".join(map(str, path))


def _read(text: str, path: str) -> Mapping[str, Price]:
    import jsonschema_rs

    try:
        said, place = yaml_files.load(text, path)
    except IncompleteError as error:
        raise UsageError(str(error)) from None
    validator = jsonschema_rs.validator_for(packaged("prices"))
    for wrong in validator.iter_errors(said):
        at = tuple(wrong.instance_path)
        line, column = place(at) or (1, 1)
        raise UsageError(
            f"{path}:{line}:{column}: prices-schema {_dotted(at) or 'top level'}: {wrong.message}; "
            "docs/terraform/environments.md of goldenpath says how prices are written"
        )
    found: Mapping[str, Price] = said.get("prices", {})
    return found
