"""`[sbom]` of `goldenpath.toml`: which licences, sources and models a team accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALLOW = (
    # Permissive: keep the notice, do what you like.
    *("0BSD", "AFL-*", "Apache-2.0", "BSD-1-Clause", "BSD-2-Clause*", "BSD-3-Clause", "BSL-1.0"),
    *("BlueOak-1.0.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "CNRI-Python", "FSFAP", "HPND", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "MulanPSL-2.0", "NCSA", "OFL-1.1", "PSF-2.0", "PostgreSQL"),
    *("Python-2.0*", "UPL-1.0", "Unicode-*", "Unlicense", "W3C", "X11", "ZPL-2.*", "Zlib", "curl"),
    # Weak copyleft: who changes the library publishes that change; the service stays its owner's.
    *("EPL-2.0", "LGPL-2.1-*", "LGPL-3.0-*", "MPL-2.0*"),
    # Strong copyleft whose exception frees what is only linked, compiled or bundled.
    *("GPL-* WITH Classpath-exception-2.0", "GPL-* WITH GCC-exception-*"),
    "GPL-* WITH Bootloader-exception",
)
DENY = (
    *("AGPL-*", "GPL-*", "SSPL-*"),  # reach the service, some of them over the network
    *("BUSL-*", "Elastic-*", "PolyForm-*", "CC-BY-NC*"),  # restrict what it may be used for
)
DATA = ("knowledge/**/*",)


@dataclass(frozen=True)
class Model:
    """What no file of the service tells about a model that it asks.

    `hash` is `sha256:<hex>` of weights that the team hosts itself; `terms` is an address."""

    name: str
    provider: str
    licence: str
    version: str | None = None
    hash: str | None = None
    terms: str | None = None


@dataclass(frozen=True)
class Origin:
    """Where data comes from that the team did not write itself; `files` is a pattern."""

    files: str
    provider: str
    licence: str
    version: str | None = None


@dataclass(frozen=True)
class Sbom:
    """`allow` and `deny` are patterns of SPDX ids; `sources` are patterns of addresses; `licences`
    is package to SPDX expression; `data` are patterns of files the service answers from."""

    allow: tuple[str, ...] = ALLOW
    deny: tuple[str, ...] = DENY
    sources: tuple[str, ...] = ()
    data: tuple[str, ...] = DATA
    licences: Mapping[str, str] = field(default_factory=dict)
    models: tuple[Model, ...] = ()
    origins: tuple[Origin, ...] = ()


def parse(table: Mapping[str, Any]) -> Sbom:
    """From a table that fits the schema of `goldenpath.toml`."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    for name, kind in (("models", Model), ("origins", Origin)):
        values[name] = tuple(kind(**row) for row in table.get(name, ()))
    return Sbom(**values)
