"""What a stage says: a verdict, figures against thresholds, findings (report.schema.json)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.schema import first_violation, packaged

Verdict = Literal["passed", "failed", "incomplete", "error", "approval"]
EXIT_CODES: dict[Verdict, int] = {
    "passed": 0,
    "failed": 1,
    "incomplete": 3,
    "error": 4,
    "approval": 5,
}
FOLDER = "reports"
LOG = "output.log"
"""What a stage prints while several run; it lies among the stage's files."""
LIMITS = {
    **{"summary": 2000, "rule": 200, "message": 20000, "path": 4000, "name": 200},
    **{"owner": 200, "reason": 2000},
}
"""Characters that the schema allows; longer text is cut, so that its report still counts."""


@dataclass(frozen=True)
class Figure:
    """One number, and the limit it was compared with. `passed` is None for mere information."""

    name: str
    value: float
    unit: str | None = None
    threshold: str | None = None
    passed: bool | None = None


@dataclass(frozen=True)
class Excuse:
    """Who answers for not mending a finding, up to and including which day, and why."""

    owner: str
    expires: str
    reason: str

    def __str__(self) -> str:
        return f"waived by {self.owner} until {self.expires}: {self.reason}"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: `path:line:column: rule message`. A note of a waived one has `waiver`."""

    rule: str
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None
    waiver: Excuse | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        text = f"{self.rule} {self.message}" + (f"; {self.waiver}" if self.waiver else "")
        return f"{place}: {text}" if place else text


@dataclass(frozen=True)
class Report:
    """`duration_s` is in seconds, `started` in UTC; `commit` is None outside a git repository."""

    stage: str
    verdict: Verdict
    summary: str
    started: str
    duration_s: float
    commit: str | None
    library: str
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    artifacts: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    """What a reviewer should read though it stops nothing: a warning, a waived finding."""

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    @property
    def holds_up(self) -> bool:
        """Whether nothing in it speaks against a verdict of passed."""
        return not self.findings and all(figure.passed is not False for figure in self.figures)

    def to_json(self) -> dict[str, Any]:
        body = _cut(asdict(self))
        for key in ("figures", "findings", "notes"):
            body[key] = [_cut({k: v for k, v in row.items() if v is not None}) for row in body[key]]
        return {"version": 1, **body, "artifacts": list(self.artifacts)}

    def write(self, root: Path) -> Path:
        path = path_of(root, self.stage)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.to_json(), indent=2) + "\n", encoding="utf-8")
        return path


@dataclass(frozen=True)
class Judgement:
    """What a stage function returns; the runner adds when, how long and by which version."""

    verdict: Verdict
    summary: str
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    artifacts: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()


def judge(
    summary: str,
    figures: Iterable[Figure] = (),
    findings: Iterable[Finding] = (),
    artifacts: Iterable[str] = (),
) -> Judgement:
    """Passed unless a figure broke its threshold or there is a finding."""
    figures, findings = tuple(figures), tuple(findings)
    bad = bool(findings) or any(figure.passed is False for figure in figures)
    return Judgement("failed" if bad else "passed", summary, figures, findings, tuple(artifacts))


def path_of(root: Path, stage: str) -> Path:
    return root / FOLDER / f"{stage}.json"


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """A file of a stage, for programs and for people."""
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def emptied(root: Path, stage: str) -> Path:
    """The folder of a stage's files, without those of an earlier run."""
    folder = root / FOLDER / stage
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOG:
            path.unlink()
    return folder


def read(path: Path) -> Report:
    """Reads a report that a job handed on; anything but a valid report is incomplete."""
    try:
        body = parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IncompleteError(f"{path}: cannot be read: {error}") from None
    if violation := first_violation(body, packaged("report")):
        raise IncompleteError(f"{path}: not a report: {violation}")
    del body["version"]
    report = Report(**body)
    return replace(
        report,
        figures=tuple(Figure(**row) for row in body["figures"]),
        findings=tuple(map(finding, body["findings"])),
        artifacts=tuple(body["artifacts"]),
        notes=tuple(map(finding, body["notes"])),
    )


def parsed(text: str) -> Any:
    """JSON that somebody else wrote. Raises ValueError for all that could not be written again."""
    try:
        body = json.loads(text)
        json.dumps(body, ensure_ascii=False).encode()  # refuses half a surrogate pair
    except RecursionError as error:
        raise ValueError(error) from None
    return body


def finding(row: Mapping[str, Any]) -> Finding:
    """A finding or a note, from a report that fits its schema."""
    waiver = {"waiver": Excuse(**row["waiver"])} if "waiver" in row else {}
    return Finding(**{**row, **waiver})


def _cut(row: dict[str, Any]) -> dict[str, Any]:
    return {key: _shortened(key, value) for key, value in row.items()}


def _shortened(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _cut(value)
    return value[: LIMITS[key]] if key in LIMITS and value else value


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
