"""Who gets which prompt, model and index, by the flags file; a change of it moves traffic.

What a flag says of everybody is read once. Only where a rule decides is OpenFeature loaded, and
asked for each request.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from . import names
from .callers import Caller
from .errors import StartError
from .flag_file import Choice, Flags, read_flags
from .telemetry import Telemetry

REFRESH_SECONDS = 5.0

log = logging.getLogger(__name__)


class LiveFlags:
    """Every value has to be loaded before it is chosen, so new ones need a new start."""

    def __init__(self, path: Path, settled: bool, telemetry: Telemetry) -> None:
        """`settled`: everybody is where a ramp leads, as an evaluation wants to see it.

        Raise StartError if the file cannot be used.
        """
        self._path = path
        self._settled = settled
        self._telemetry = telemetry
        self._stamp = _stamp(path)
        self.loaded, text = read_flags(path)
        self.choose = self._chooser(self.loaded, text)
        telemetry.flag_load(names.USED)

    async def watch(self) -> None:
        """Read the file again whenever it has changed; a broken one changes nothing."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            if (stamp := _stamp(self._path)) != self._stamp:
                self._stamp = stamp
                await asyncio.to_thread(self._refresh)

    def _refresh(self) -> None:
        try:
            flags, text = read_flags(self._path)
            self._require_loaded(flags)
            self.choose = self._chooser(flags, text)
        except StartError as exc:
            log.error("flags refused", extra={"fields": {"why": str(exc)}})
            self._telemetry.flag_load(names.REFUSED_FILE)
        else:
            log.info("flags used", extra={"fields": {"default": flags.default._asdict()}})
            self._telemetry.flag_load(names.USED)

    def _require_loaded(self, flags: Flags) -> None:
        for field in Choice._fields:
            for value in set(flags.values(field)) - set(self.loaded.values(field)):
                key = flags.key(field)
                raise StartError(f"{self._path}: {key}: {value!r} is not loaded; start anew.")

    def _chooser(self, flags: Flags, text: str) -> Callable[[Caller], Choice]:
        if self._settled or not any(flags.flag(field).decides for field in Choice._fields):
            choice = flags.goal if self._settled else flags.default
            return lambda _: choice
        from .flag_rules import Rules

        return Rules(self._path, text, flags).choose


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What differs when the file does; a cluster replaces it by another."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
