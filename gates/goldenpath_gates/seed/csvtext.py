"""CSV of RFC 4180, but with a line feed alone. Python's writer would not quote a lone carriage
return then, and the row would end there for whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

SPECIAL = re.compile('[",\r\n]')


def line(cells: Iterable[str]) -> str:
    return (",".join(map(quoted, cells)) or '""') + "\n"  # an empty line would be no row


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if SPECIAL.search(cell) else cell
