"""The audit log: who did what, for which tenant, and how it was decided.

Each record is a line of the service's log. All lines of a process are one chain: each names its
number and the hash of the one before, signed by the keyring. So a line that is changed, missing or
made up is found by `python -m <package>.auth.audit verify`, which needs the keys and the log alone.
"""

import json
import logging
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Literal

from ..logs import REQUEST_ID
from .keyring import Keyring
from .principal import Principal
from .refusals import Refused

Outcome = Literal["allowed", "refused", "failed"]
PURPOSE = "audit"
MESSAGE = "audit"
FIRST = "0" * 64
"""What the first line of a chain names as the hash before it."""
LONGEST = 256

log = logging.getLogger(__name__)


class Audit:
    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._chain = secrets.token_hex(8)
        self._seq = 0
        self._prev = FIRST
        self._lock = Lock()
        log.setLevel(logging.INFO)  # whatever LOG_LEVEL says

    def record(
        self,
        action: str,
        outcome: Outcome,
        reason: str = "",
        *,
        principal: Principal | None = None,
        subject: str = "",
        tenant: str = "",
        **more: str | int,
    ) -> None:
        """`more` says what else is known; never a secret, and never a credential itself."""
        who = {
            "subject": subject or (principal.subject if principal else ""),
            "tenant": tenant or (principal.tenant if principal else ""),
            "credential": principal.credential if principal else "",
        }
        how = {"action": action, "outcome": outcome, "reason": reason}
        said = {**more, **who, **how, "request_id": REQUEST_ID.get()}
        self._write({name: harmless(value) for name, value in said.items()})

    @contextmanager
    def of(self, action: str, principal: Principal) -> Iterator[dict[str, Any]]:
        """Record how the block ends, with what it puts into the dictionary."""
        more: dict[str, Any] = {}
        try:
            yield more
        except Refused as refused:
            self.record(action, "refused", refused.reason, principal=principal, **more)
            raise
        except Exception as error:
            self.record(action, "failed", type(error).__name__, principal=principal, **more)
            raise
        self.record(action, "allowed", principal=principal, **more)

    def _write(self, said: dict[str, str | int]) -> None:
        with self._lock:
            self._seq += 1
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {**said, "time": at, "chain": self._chain, "seq": self._seq, "prev": self._prev}
            self._prev = line["hash"] = self._keyring.mac(canonical(line), PURPOSE)
            log.info(MESSAGE, extra={"fields": line})


def harmless(value: str | int) -> str | int:
    """What people choose forges no line and fills no disk."""
    if isinstance(value, int):
        return value
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:LONGEST])


def canonical(line: Mapping[str, object]) -> bytes:
    """The same bytes for the same line, however its log was written."""
    return json.dumps(line, sort_keys=True, separators=(",", ":")).encode()


if __name__ == "__main__":
    from .audit_check import main

    sys.exit(main())
