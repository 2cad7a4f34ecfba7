from __future__ import annotations

import pytest
from goldenpath_gates import config
from goldenpath_gates.environments.settings import Environments, Identity
from goldenpath_gates.errors import UsageError

from tests.gates.support import CONFIG

WHOLE = """
[environments]
cloud = "azure"
infra = "infra/elsewhere"
seed = ""
team = "platform"
ttl_hours = 720
size = "large"
budget_usd = 0.5
limit = 1
timeout = 60
[environments.identity]
role = "c"
tenant = "t"
subscription = "s"
[environments.backend]
container_name = "states"
[environments.env]
PROMPT = "green"
"""


def test_the_defaults_of_the_schema_are_those_of_the_code() -> None:
    keys = config.schema()["properties"]["environments"]["properties"]
    identity = keys.pop("identity")["properties"]
    code, who = Environments(), Identity()
    assert {name: key["default"] for name, key in keys.items()} == {
        name: getattr(code, name) for name in keys
    }
    assert {key["default"] for key in identity.values()} == {""}
    assert vars(code).keys() == keys.keys() | {"identity"}
    assert vars(who).keys() == identity.keys()


def test_every_key_is_read() -> None:
    assert config.parse(CONFIG).environments == Environments()
    assert config.parse(CONFIG + WHOLE).environments == Environments(
        cloud="azure",
        infra="infra/elsewhere",
        seed="",
        team="platform",
        ttl_hours=720,
        size="large",
        budget_usd=0.5,
        limit=1,
        timeout=60,
        identity=Identity(role="c", tenant="t", subscription="s"),
        backend={"container_name": "states"},
        env={"PROMPT": "green"},
    )


@pytest.mark.parametrize(
    "line",
    [
        'cloud = "oracle"',
        "ttl_hours = 0",
        "ttl_hours = 721",
        "ttl_hours = 1.5",
        'size = "huge"',
        "budget_usd = 0",
        "limit = 0",
        'team = "Not a label"',
        'env = { "not a name" = "x" }',
        "env = { A = 1 }",
        "backend = { key = 1 }",
        'identity = { key = "x" }',
        'region = "x"',
    ],
)
def test_what_is_not_allowed_is_wrong_usage(line: str) -> None:
    with pytest.raises(UsageError, match=r"^goldenpath\.toml:\d+:1: config-schema .*environments"):
        config.parse(f"{CONFIG}\n[environments]\n{line}\n")
