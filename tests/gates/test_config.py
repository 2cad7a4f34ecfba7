from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.config import Config, Service, Unit
from goldenpath_gates.errors import UsageError

MINIMAL = '[service]\nname = "tiny"\nstart = ["true"]\n'


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, 'top level: "service" is a required property'),
        ("[service]\nstart = ['x']\n", 1, 'service: "name" is a required property'),
        ("# a\n\n[service]\nname = 'x'\n", 3, 'service: "start" is a required property'),
        ("[service]\nname = ''\nstart = ['x']\n", 2, "service.name: "),
        ("[service]\nname = 1\nstart = ['x']\n", 2, 'service.name: 1 is not of type "string"'),
        ("[service]\nname = 'x'\nstart = 'x'\n", 3, "service.start: "),
        ("[service]\nname = 'x'\nstart = []\n", 3, "service.start: "),
        ("[service]\nname = 'x'\nstart = [\n 'y',\n 2,\n]\n", 3, "service.start[1]: "),
        (MINIMAL + "ready = 'readyz'\n", 4, "service.ready: "),
        (MINIMAL + "ready_timeout = 0\n", 4, "service.ready_timeout: "),
        (MINIMAL + "ready_timeout = 601\n", 4, "service.ready_timeout: "),
        (MINIMAL + "ready_timeout = inf\n", 4, "service.ready_timeout: "),
        (MINIMAL + "ready_timeout = true\n", 4, "service.ready_timeout: "),
        (MINIMAL + "port = 8000\n", 4, "'port' was unexpected"),
        (MINIMAL + "hots = 1\nports = 2\n", 4, "'hots', 'ports' were unexpected"),
        (MINIMAL + "[unit]\ncoverage_floor = 101\n", 5, "unit.coverage_floor: "),
        (MINIMAL + "[unit]\ncoverage_floor = -1\n", 5, "unit.coverage_floor: "),
        (MINIMAL + "[unit]\ncoverage_floor = nan\n", 5, "unit.coverage_floor: "),
        (MINIMAL + "[unit]\ncoverage_floor = '85'\n", 5, "unit.coverage_floor: "),
        (MINIMAL + "[unit]\nfloor = 1\n", 5, "'floor' was unexpected"),
        (MINIMAL + "[unti]\n", 4, "'unti' was unexpected"),
        ("unit = 5\n" + MINIMAL, 1, "unit: 5 is not of type"),
        ("[service]\nname = 2020-01-01\nstart = ['x']\n", 1, "Unsupported type: 'date'"),
    ],
)
def test_a_violation_names_line_key_and_remedy(text: str, line: int, says: str) -> None:
    with pytest.raises(UsageError) as error:
        config.parse(text)
    message = str(error.value)
    assert message.startswith(f"goldenpath.toml:{line}:1: config-schema ")
    assert says in message
    assert message.endswith("; docs/configuration.md of goldenpath lists what is allowed")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[service\n", "1:9"),
        ("[service]\nname = \n", "2:8"),
        ("[service]\nname = 'a'\nname = 'b'\n", "3:11"),
        ("<<<<<<< HEAD\n", "1:1"),
        ('a = "', "1:1"),
        ("[service]\nname = 'a'\nx", "3:1"),
    ],
)
def test_a_syntax_error_names_line_and_column(text: str, place: str) -> None:
    with pytest.raises(UsageError, match=f"^goldenpath.toml:{place}: toml-syntax "):
        config.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(MINIMAL, Config(Service("tiny", ("true",))), id="defaults"),
        pytest.param(MINIMAL + "[unit]\n", Config(Service("tiny", ("true",))), id="empty table"),
        pytest.param(
            MINIMAL + "ready = '/'\nready_timeout = 600\n[unit]\ncoverage_floor = 0\n",
            Config(Service("tiny", ("true",), "/", 600), Unit(0)),
            id="everything, at its limits",
        ),
        pytest.param(
            '[service]\nname = "a | <b> `c` \\" \u00fc"\nstart = ["x", "-m", "y z"]\n',
            Config(Service('a | <b> `c` " \u00fc', ("x", "-m", "y z"))),
            id="hostile but legal",
        ),
    ],
)
def test_noop(text: str, expected: Config) -> None:
    assert config.parse(text) == expected


def test_a_missing_file_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^goldenpath.toml: not found in .*copier copy"):
        config.load(tmp_path)


def test_a_file_that_is_not_text_is_a_wrong_configuration(tmp_path: Path) -> None:
    (tmp_path / "goldenpath.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(UsageError, match=r"^goldenpath.toml: cannot be read: .*UTF-8"):
        config.load(tmp_path)
