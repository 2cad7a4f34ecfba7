"""`policy.yaml`: how strict the rules are, the team's lists and limits, its waivers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml

from goldenpath_gates import library
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.policy import yaml_files
from goldenpath_gates.policy.document import Path as Keys
from goldenpath_gates.policy.document import Place
from goldenpath_gates.policy.rules import SEVERITIES, Severity
from goldenpath_gates.policy.waivers import Waiver
from goldenpath_gates.schema import packaged

Profile = Literal["advisory", "standard", "strict"]
FILENAME = "policy.yaml"
BLOCKS: Mapping[Profile, tuple[Severity, ...]] = {
    "advisory": (),
    "standard": ("high", "critical"),
    "strict": SEVERITIES,
}
"""The severities that stop the train; the rest is noted."""
ELSEWHERE = ("sbom-", "scan-")
"""How the rules start that the stages `sbom` and `image` judge."""


@dataclass(frozen=True)
class Team:
    """`data` is what the rules read as `data.policy`: our defaults, and above them the team's."""

    profile: Profile
    waivers: tuple[Waiver, ...]
    data: Mapping[str, Any]

    def blocks(self, severity: Severity) -> bool:
        return severity in BLOCKS[self.profile]

    def waivers_of(self, prefix: str) -> tuple[Waiver, ...]:
        """Those of the rules that another stage judges, by how their names start."""
        return tuple(waiver for waiver in self.waivers if waiver.rule.startswith(prefix))

    @property
    def own_waivers(self) -> tuple[Waiver, ...]:
        """Those of the stage `policy`."""
        return tuple(waiver for waiver in self.waivers if not waiver.rule.startswith(ELSEWHERE))


def read(root: Path) -> Team:
    """The defaults, at the strictest profile, where there is no such file.

    Raises UsageError, with line and column, for a file that does not fit its schema.
    """
    try:
        text = (root / FILENAME).read_text("utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{FILENAME}: cannot be read: {error}; save it as UTF-8 text") from None
    try:
        said, place = yaml_files.load(text, FILENAME)
    except IncompleteError as error:
        raise UsageError(str(error)) from None
    _require_valid(said, place)
    own = dict(said)
    profile = own.pop("profile", "strict")
    rows = own.pop("waivers", [])
    waivers = tuple(_waiver(row, place(("waivers", i))) for i, row in enumerate(rows))
    return Team(profile, waivers, merged(defaults(), own))


def defaults() -> dict[str, Any]:
    """Every domain's own file, by its name."""
    data: dict[str, Any] = {}
    for path in sorted((library.data("policies") / "data" / "policy").glob("*.yaml")):
        data |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return data


def merged(below: Any, above: Any) -> Any:
    """Mappings merge; everything else, lists included, is replaced by what lies above."""
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    both = {key: merged(below[key], above[key]) for key in below if key in above}
    return {**below, **above, **both}


def _require_valid(said: Any, place: Callable[[Keys], Place]) -> None:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(packaged("policy", "goldenpath_hooks"))
    for error in validator.iter_errors(said):
        raise _wrong(tuple(error.instance_path), error.message, place)
    for index, row in enumerate(said.get("waivers", ())):
        try:
            date.fromisoformat(row["expires"])
        except ValueError:
            at = ("waivers", index, "expires")
            raise _wrong(at, f"{row['expires']!r} is no day such as 2027-01-31", place) from None


def _wrong(at: Keys, message: str, place: Callable[[Keys], Place]) -> UsageError:
    line, column = place(at) or (1, 1)
    dotted = ".".join(map(str, at)) or "top level"
    return UsageError(
        f"{FILENAME}:{line}:{column}: policy-schema {dotted}: {message}; "
        "docs/policies/policy-yaml.md of goldenpath lists what is allowed"
    )


def _waiver(row: Mapping[str, str], place: Place) -> Waiver:
    return Waiver(
        row["rule"],
        row["scope"],
        row["reason"],
        row["owner"],
        date.fromisoformat(row["expires"]),
        FILENAME,
        place[0] if place else None,
    )
