"""The baseline file: what the last accepted run answered and scored, case by case.

The first line is a header, the others are one case each, in the order of the datasets. Only
`goldenpath eval baseline` writes it; reading refuses what anything else has touched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.baseline_file import broken, inside, lines, opened
from goldenpath_gates.evals.record import Record
from goldenpath_gates.evals.scores import Scores
from goldenpath_gates.schema import first_violation, packaged

CHUNK = 1_000_000


@dataclass(frozen=True)
class Baseline:
    """A file whose header and body are as they were written. `header` fits its schema."""

    path: Path
    header: Mapping[str, Any]

    def records(self) -> Iterator[Record]:
        """The cases, one at a time; of a record, only id, dataset, text and scores are known."""
        with opened(self.path) as file:
            for number, line in enumerate(lines(file, self.path), start=1):
                if number > 1:
                    yield _record(line, f"{self.path}:{number}")

    def scores(self) -> Scores:
        scores = Scores.of(self.records())
        if len(scores) != self.header["cases"]:
            raise broken(self.path, f"it holds {len(scores)} of {self.header['cases']} cases")
        return scores


def load(root: Path, name: str) -> Baseline:
    """Raises IncompleteError for a file that is missing, no baseline, or was edited."""
    path = inside(root, name)
    with opened(path) as file:
        header = _header(next(lines(file, path), b""), path)
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != header["body"] or header["seal"] != _seal(header):
        raise broken(path, "it was edited after it was written")
    return Baseline(path, header)


def write(root: Path, name: str, facts: Mapping[str, Any], records: Iterable[Record]) -> Baseline:
    """Writes header and cases as the records come.

    `facts` are the header's fields without `goldenpath_baseline`, `cases`, `body` and `seal`.
    Raises IncompleteError, and leaves the old file, for a case without scores.
    """
    path = inside(root, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, cases = hashlib.sha256(), 0
    with TemporaryFile(dir=path.parent) as body:
        for record in records:
            line = _line(record)
            digest.update(line)
            body.write(line)
            cases += 1
        header = {"goldenpath_baseline": 1, **facts, "cases": cases, "body": digest.hexdigest()}
        header["seal"] = _seal(header)
        _header(_json(header), path)
        body.seek(0)
        _replace(path, header, body)
    return load(root, name)


def _replace(path: Path, header: Mapping[str, Any], body: IO[bytes]) -> None:
    """A reader finds the old file or the new one, never a part."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with new.open("xb") as file:
        file.write(_json(header))
        while chunk := body.read(CHUNK):
            file.write(chunk)
    new.replace(path)


def _header(line: bytes, path: Path) -> dict[str, Any]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        raise broken(path, "its first line is no header") from None
    if violation := first_violation(header, packaged("baseline")):
        raise broken(path, f"its header is wrong: {violation}")
    found: dict[str, Any] = header
    return found


def _record(line: bytes, where: str) -> Record:
    try:
        body = json.loads(line)
        id_, dataset, text, scores = (body[k] for k in ("id", "dataset", "text", "scores"))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise broken(where, "the line is no case") from None
    plain = isinstance(id_, str) and isinstance(dataset, str) and isinstance(scores, dict)
    if not plain or not isinstance(text, (str, type(None))):
        raise broken(where, "the line is no case")
    return Record(id_, dataset, None, texts=(text,), scores=scores)


def _line(record: Record) -> bytes:
    if record.error is not None or not record.scores:
        raise IncompleteError(
            f"{record.dataset}: {record.id}: {record.error or 'no scores'}; a baseline needs every "
            "case answered: mend the service and run again"
        )
    row = {"id": record.id, "dataset": record.dataset, "text": record.text}
    try:
        return _json({**row, "scores": {**record.scores, **_rounded(record.scores)}})
    except ValueError:
        raise IncompleteError(
            f"{record.dataset}: {record.id}: a score is no finite number; mend the scorer"
        ) from None


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    """Time as a clock tells it: further digits would look like numbers of people."""
    return {name: round(scores[name], 3) for name in scores if name == "latency_ms"}


def _json(row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _seal(header: Mapping[str, Any]) -> str:
    """Against editing the header; a digest, not a signature: the review is what protects it."""
    rest = {key: header[key] for key in sorted(header) if key != "seal"}
    return hashlib.sha256(_json(rest)).hexdigest()
