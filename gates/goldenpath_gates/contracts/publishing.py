"""From the running service to the promise in the work tree, and the record of what it breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldenpath_gates.config import Config
from goldenpath_gates.contracts import breaks, judge, promises, serving
from goldenpath_gates.contracts.base import base
from goldenpath_gates.contracts.breaks import Breaks
from goldenpath_gates.contracts.document import Document
from goldenpath_gates.contracts.judge import NONE, Judged
from goldenpath_gates.contracts.settings import Contract
from goldenpath_gates.errors import UsageError
from goldenpath_gates.report import Finding


@dataclass(frozen=True)
class Publication:
    """What would be published. `document` is the API's, None for a service that shows none."""

    root: Path
    settings: Contract
    document: Document | None
    judged: Sequence[Judged]
    recorded: Breaks

    def refused(self) -> Iterator[Finding]:
        """What no reason can accept: a version that is not due, vectors changed under theirs."""
        for each in self.judged:
            if each.fault() or not each.acceptable:
                yield from judge.findings(self.root, each, self.recorded)

    def unaccepted(self) -> list[Judged]:
        return [each for each in self.judged if each.unaccepted(self.recorded)]

    def findings(self) -> Iterator[Finding]:
        for each in self.unaccepted():
            yield from judge.findings(self.root, each, self.recorded)

    def write(self, reason: str | None, owner: str | None) -> list[str]:
        """The files that were written, as paths from the root. A break needs reason and owner.

        Raises UsageError where they are none.
        """
        entries = [self._entry(each, reason, owner) for each in self.unaccepted()]
        texts: dict[str, str] = {}
        if entries:
            path = self.settings.breaks
            texts[path] = breaks.appended(_text(self.root / path), entries)
        if self.document:
            texts[self.settings.openapi] = rendered(self.document.root)
        _replace({self.root / path: text for path, text in texts.items()})
        return list(texts)

    def _entry(self, judged: Judged, reason: str | None, owner: str | None) -> breaks.Entry:
        broken = judged.unaccepted(self.recorded)
        entry = {
            "contract": judged.contract,
            "from": judged.old or NONE,
            "to": judged.new or NONE,
            "breaks": [{"rule": each.rule, "pointer": each.pointer} for each in broken],
            "reason": (reason or "").strip(),
            "owner": (owner or "").strip(),
            "date": datetime.now(UTC).date().isoformat(),
        }
        if fault := breaks.fault(entry):
            raise UsageError(f"the break cannot be recorded: {fault}; say it in a sentence")
        return entry


def prepared(root: Path, config: Config) -> Publication:
    """Starts the service and asks it. Raises IncompleteError where anything cannot be judged."""
    settings = config.contract
    found = promises.promises(root, settings, base(root, settings))
    document = None
    if settings.document:
        with serving.serving(root, config) as context:
            document = context.document()
        found = promises.shown_as(found, settings, document)
    judged = [each for promise in found for each in judge.judged(promise)]
    return Publication(root, settings, document, judged, breaks.now(root, settings.breaks))


def rendered(document: Any) -> str:
    """In the order in which it is served, as the hook format-json writes it."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _replace(texts: Mapping[Path, str]) -> None:
    """A reader finds an old file or a new one, never a part."""
    beside = {path: path.with_name(f".{path.name}.new") for path in texts}
    try:
        for path, new in beside.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)  # it may be a link that leads elsewhere
            new.write_text(texts[path], encoding="utf-8")
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)
