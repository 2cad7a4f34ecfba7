"""The reports that are judged: of the image by every scanner there is, and of the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.vulnerabilities import lock, readers, scan
from goldenpath_gates.vulnerabilities.model import ScanReport
from goldenpath_gates.vulnerabilities.readers import pip_audit
from goldenpath_gates.vulnerabilities.settings import Vulnerabilities

Job = Callable[[], Iterable[Path]]


@dataclass(frozen=True)
class Gathered:
    """`problems` says what could not be judged, and why; `files` are our own."""

    reports: tuple[ScanReport, ...]
    problems: tuple[str, ...]
    files: tuple[str, ...] = ()


def gather(root: Path, settings: Vulnerabilities, env: Mapping[str, str], layout: Path) -> Gathered:
    """One after the other: a tool in a thread would not hear that a run is broken off."""
    root = root.resolve()
    paths: list[Path] = []
    problems: list[str] = []
    jobs: list[Job] = [partial(lock.audit, root, env)]
    try:
        jobs += _of_image(root, settings, env, layout)
    except IncompleteError as error:
        problems.append(str(error))
    for job in jobs:
        try:
            paths += job()
        except IncompleteError as error:
            problems.append(str(error))
    paths = [*dict.fromkeys(paths)]
    said = readers.read(root, paths)
    problems += said.problems
    if not problems and not any(map(_is_of_image, said.reports)):
        problems.append(f"no report that fits {', '.join(settings.reports)} is of an image")
    # What another job recorded is that job's to keep.
    ours = (path for path in paths if path.is_relative_to(root / scan.FOLDER))
    files = tuple(path.relative_to(root).as_posix() for path in ours)
    return Gathered(tuple(said.reports), tuple(problems), files)


def _of_image(
    root: Path, settings: Vulnerabilities, env: Mapping[str, str], layout: Path
) -> list[Job]:
    if settings.reports:
        return [partial(_recorded, root, pattern) for pattern in settings.reports]
    return [
        partial(scan.scan, root, scanner, program, layout, env)
        for scanner, program in scan.programs(env)
    ]


def _recorded(root: Path, pattern: str) -> list[Path]:
    """Raises IncompleteError for a pattern that fits no file."""
    if not (paths := sorted(root.glob(pattern))):
        raise IncompleteError(
            f"no report fits {pattern!r}: the job that scans the image has to run before, "
            "and to hand its report on"
        )
    return paths


def _is_of_image(report: ScanReport) -> bool:
    return report.scanner != pip_audit.SCANNER
