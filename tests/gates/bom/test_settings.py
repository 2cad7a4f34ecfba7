from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.bom import settings
from goldenpath_gates.errors import UsageError
from goldenpath_gates.schema import packaged

from tests.gates.support import CONFIG

SCHEMA = packaged("config", "goldenpath_hooks")["properties"]["sbom"]["properties"]


def test_the_schema_tells_our_defaults() -> None:
    defaults: dict[str, Any] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in vars(settings.Sbom()).items()
    }
    assert {key: row["default"] for key, row in SCHEMA.items()} == defaults


def test_everything_that_can_be_said() -> None:
    parsed = config.parse(
        CONFIG
        + """
[sbom]
allow = ["MIT"]
deny = []
sources = ["https://acme.example/*"]
data = ["handbook/*.md"]
licences = { six = "MIT" }
[[sbom.models]]
name = "m"
provider = "Acme"
licence = "MIT"
[[sbom.origins]]
files = "handbook/*"
provider = "Acme"
licence = "MIT"
"""
    ).sbom
    assert (parsed.allow, parsed.deny, parsed.licences) == (("MIT",), (), {"six": "MIT"})
    assert parsed.models == (settings.Model("m", "Acme", "MIT"),)
    assert parsed.origins == (settings.Origin("handbook/*", "Acme", "MIT"),)


@pytest.mark.parametrize(
    "text",
    [
        'allow = "MIT"',
        'data = ["/etc/*"]',
        'data = ["../other/*"]',
        '[[sbom.models]]\nname = "m"\nprovider = "Acme"',
        '[[sbom.models]]\nname = "m"\nprovider = "Acme"\nlicence = "MIT"\nhash = "sha256:0"',
        "licences = { six = 1 }",
        "licenses = {}",
    ],
)
def test_what_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="config-schema"):
        config.parse(f"{CONFIG}[sbom]\n{text}\n")
