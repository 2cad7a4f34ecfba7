"""`goldenpath.toml`: the one file where a team tunes its gates."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldenpath_gates.bom import settings as boms
from goldenpath_gates.contracts import settings as contracts
from goldenpath_gates.delivery import settings as deliveries
from goldenpath_gates.environments import settings as environments
from goldenpath_gates.errors import UsageError
from goldenpath_gates.evals import settings as evals
from goldenpath_gates.identity import settings as identities
from goldenpath_gates.image import settings as images
from goldenpath_gates.load import settings as loads
from goldenpath_gates.policy import settings as policies
from goldenpath_gates.schema import first_violation, packaged
from goldenpath_gates.signing import settings as signatures
from goldenpath_gates.vulnerabilities import settings as vulnerabilities

FILENAME = "goldenpath.toml"


@dataclass(frozen=True)
class Service:
    """How to start the service. `ready_timeout` is in seconds."""

    name: str
    start: tuple[str, ...]
    ready: str = "/readyz"
    ready_timeout: float = 30.0


@dataclass(frozen=True)
class Unit:
    """`coverage_floor` is a percentage of lines and branches."""

    coverage_floor: float = 80.0


@dataclass(frozen=True)
class Config:
    service: Service
    unit: Unit = Unit()
    identity: identities.Identity | None = None
    contract: contracts.Contract = field(default_factory=contracts.Contract)
    eval: evals.Eval = field(default_factory=evals.Eval)
    policy: policies.Policy = field(default_factory=policies.Policy)
    sbom: boms.Sbom = field(default_factory=boms.Sbom)
    vulnerabilities: vulnerabilities.Vulnerabilities = field(
        default_factory=vulnerabilities.Vulnerabilities
    )
    image: images.Image = field(default_factory=images.Image)
    signing: signatures.Signing = field(default_factory=signatures.Signing)
    delivery: deliveries.Delivery = field(default_factory=deliveries.Delivery)
    load: loads.Load = field(default_factory=loads.Load)
    environments: environments.Environments = field(default_factory=environments.Environments)


def load(root: Path) -> Config:
    """Reads `goldenpath.toml` of a service; errors are `path:line:col: rule-id message`."""
    path = root / FILENAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"{FILENAME}: not found in {root}: run this in the root of a service, "
            "or create one with `copier copy`"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{FILENAME}: cannot be read: {error}; save it as UTF-8 text") from None
    return parse(text)


def schema() -> dict[str, Any]:
    """The hooks' schema of the file; a repository without stages needs no `[service]`, we do."""
    return {**packaged("config", "goldenpath_hooks"), "required": ["service"]}


def parse(text: str) -> Config:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_syntax_message(text, error)) from None
    if violation := first_violation(document, schema()):
        raise UsageError(
            f"{FILENAME}:{_line_of(text, violation)}:1: config-schema {violation}; "
            "docs/configuration.md of goldenpath lists what is allowed"
        )
    return _config(document)


def _config(document: dict[str, Any]) -> Config:
    service = document["service"]
    return Config(
        service=Service(**{**service, "start": tuple(service["start"])}),
        unit=Unit(**document.get("unit", {})),
        identity=identities.parse(document.get("identity")),
        contract=contracts.parse(document.get("contract", {})),
        eval=evals.parse(document.get("eval", {})),
        policy=policies.parse(document.get("policy", {})),
        sbom=boms.parse(document.get("sbom", {})),
        vulnerabilities=vulnerabilities.parse(document.get("vulnerabilities", {})),
        image=images.parse(document.get("image", {})),
        signing=signatures.parse(document.get("signing", {})),
        delivery=deliveries.parse(document.get("delivery", {})),
        load=loads.parse(document.get("load", {})),
        environments=environments.parse(document.get("environments", {})),
    )


def _syntax_message(text: str, error: tomllib.TOMLDecodeError) -> str:
    what, _, where = str(error).partition(" (at ")
    end = [str(len(text.splitlines()) or 1)]  # "at end of document" has no numbers
    line, column = (*(re.findall(r"\d+", where) or end), "1")[:2]
    return f"{FILENAME}:{line}:{column}: toml-syntax {what}; mend the file, nothing was run"


def _line_of(text: str, violation: str) -> int:
    """Best guess of the line: the key that the message names last, within its table."""
    names = re.findall(r"[\w-]+", violation.partition(":")[0])
    names += re.findall(r"\('([\w-]+)'.* (?:was|were) unexpected\)", violation)
    lines = text.splitlines()
    at = 0
    for name in names:
        pattern = re.compile(rf"\s*(\[.*)?\b{re.escape(name)}\b")
        at = next((i for i in range(at, len(lines)) if pattern.match(lines[i])), at)
    return at + 1
