"""The stage table: which stages exist, what they need, what they hand on, where they run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates.errors import UsageError
from goldenpath_gates.schema import first_violation

Event = Literal["change", "main", "preview", "nightly"]

WHEN: dict[Event, str] = {
    "change": "on every change",
    "main": "on the default branch",
    "preview": "on a change with the label preview",
    "nightly": "every night",
}


@dataclass(frozen=True)
class Stage:
    """One row of the table. `timeout` is in minutes; paths are relative to the service.

    `shards` parallel jobs do the work of a stage and hand their parts to it. What it made ends with
    the change where `ends` names, be it an empty list, the secrets of the job that does that.
    """

    id: str
    asks: str
    timeout: int
    needs: tuple[str, ...] = ()
    when: Event = "change"
    laptop: bool | str = True
    history: bool = False
    coverage: str | None = None
    code_quality: str | None = None
    hands: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    environment: str | None = None
    approval: bool = False
    signoff: bool = False
    shards: int | None = None
    secrets: tuple[str, ...] = ()
    serial: str | None = None
    identity: str | None = None
    cloud: bool = False
    packages: tuple[str, ...] = ()
    evidence: bool = False
    registry: bool = False
    writes: tuple[str, ...] = ()
    ends: tuple[str, ...] | None = None

    @property
    def on_laptop(self) -> bool:
        return self.laptop is True

    def runs_on(self, event: Event) -> bool:
        """What every change runs, the default branch and the night run too."""
        return self.when in ("change", event)


@dataclass(frozen=True)
class Train:
    """The whole table, in the order in which it was written."""

    stages: tuple[Stage, ...]
    keep: int
    required_timeout: int

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.stages)

    def __getitem__(self, stage_id: str) -> Stage:
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        known = ", ".join(s.id for s in self.stages)
        raise UsageError(f"unknown stage {stage_id!r}; the train has: {known}")

    def select(self, ids: Iterable[str]) -> tuple[Stage, ...]:
        """The named stages in the order of the table; an unknown name is a usage error."""
        wanted = {self[stage_id].id for stage_id in ids}
        return tuple(s for s in self.stages if s.id in wanted)


def load(path: Path) -> Train:
    """Reads and validates a stage table; each error names the file and the key."""
    import yaml

    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not valid YAML: {error}") from None
    schema = json.loads(path.with_name("stages.schema.json").read_text(encoding="utf-8"))
    return parse(table, schema, str(path))


def parse(table: Any, schema: dict[str, Any], where: str) -> Train:
    """Checks a parsed table against its schema and its own cross references."""
    if violation := first_violation(table, schema):
        raise UsageError(f"{where}: {violation}")
    defaults = table["defaults"]
    stages = tuple(_stage(row, defaults["timeout"]) for row in table["stages"])
    _check_references(stages, where)
    return Train(stages, defaults["keep"], defaults["required_timeout"])


def _stage(row: Mapping[str, Any], timeout: int) -> Stage:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Stage(**{"timeout": timeout, **values})


def _check_references(stages: tuple[Stage, ...], where: str) -> None:
    ids = [stage.id for stage in stages]
    for index, stage in enumerate(stages):
        at = f"{where}: stages[{index}]"
        if ids.index(stage.id) != index:
            raise UsageError(f"{at}.id: {stage.id!r} is listed twice, give it another id")
        for key, names in (("needs", stage.needs), ("takes", stage.takes)):
            for name in names:
                if name not in ids:
                    raise UsageError(
                        f"{at}.{key}: unknown stage {name!r}, add its row or remove it"
                    )
                _check_event(stage, stages[ids.index(name)], f"{at}.{key}")
        for name in stage.takes:
            if name not in stage.needs:
                raise UsageError(f"{at}.takes: {name!r} must also be listed under needs")
        _check_promotion(stage, stages, at)
    _check_order(stages, where)


def _check_promotion(stage: Stage, stages: tuple[Stage, ...], at: str) -> None:
    """What is deployed is what was pushed: by the digest that is handed on, and nothing else."""
    pushing = [other.id for other in stages if other.registry]
    deploys = stage.environment and stage.when == "main"
    if deploys and pushing and not set(pushing) & set(stage.takes):
        raise UsageError(
            f"{at}.takes: a stage with an environment deploys the image that "
            f"{' or '.join(pushing)} hands on, list it"
        )


def _check_event(stage: Stage, need: Stage, at: str) -> None:
    if not need.runs_on(stage.when):
        raise UsageError(
            f"{at}: {need.id!r} runs {WHEN[need.when]} only, {stage.id!r} {WHEN[stage.when]}; "
            "give both the same `when`"
        )


def _check_order(stages: tuple[Stage, ...], where: str) -> None:
    try:
        TopologicalSorter({s.id: s.needs for s in stages}).prepare()
    except CycleError as error:
        raise UsageError(f"{where}: needs form a circle: {' -> '.join(error.args[1])}") from None
