"""The two commands as processes: lines, signals, exit codes."""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from goldenpath_gates.contracts.commands import mock

from tests.gates.contracts.mock.support import DOCUMENTS, ask
from tests.gates.support import goldenpath, write

SHOP = str(DOCUMENTS / "shop.yaml")
ORDER = '{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}'


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_the_mock_quietly(number: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "goldenpath_gates", "contract", "mock", SHOP]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(
                r"contract mock listening on (http://\S+) \(7 operations of Shop 2\.3\.0\)\n", line
            )
            assert found, line
            assert ask(found[1], "GET", "/items/latest").status == 200
            process.send_signal(number)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == code
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("args", "negative"),
    [
        ([], None),
        (["--negative"], "all"),
        (["--negative", "problem"], "problem"),
        (["--negative", "503"], "503"),
    ],
)
def test_which_errors_are_answered(args: list[str], negative: str | None) -> None:
    parser = argparse.ArgumentParser()
    mock.add_arguments(parser)
    assert parser.parse_args(args).negative == negative


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("mock",), 3, "contracts/openapi.json: /: not-there"),
        (("mock", "order.json"), 3, "not-openapi"),
        (("mock", SHOP, "--port", "70000"), 2, "is not a port"),
        (("mock", SHOP, "--negative", "200"), 2, "neither an error status"),
        (("sample", "none.json"), 3, "not-there"),
        (("sample", SHOP), 2, "--pointer /components/schemas/Order"),
        (("sample", "pact.json"), 2, "pact.json is no JSON Schema (pact)"),
        (("sample", SHOP, "--pointer", "x"), 2, "a JSON Pointer begins with /"),
        (("sample", SHOP, "--pointer", "/components/schemas/None"), 3, "missing-ref"),
        (("sample", "order.json", "--count", "0"), 2, "--count 0"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], code: int, message: str, tmp_path: Path) -> None:
    write(tmp_path, {"order.json": ORDER, "pact.json": '{"consumer": {"name": "till"}}'})
    done = goldenpath("contract", *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_samples_are_lines_of_json(tmp_path: Path) -> None:
    write(tmp_path, {"order.json": ORDER})
    done = goldenpath("contract", "sample", "order.json", "--count", "3", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [set(line) for line in lines] == [{"id"}] * 3
    other = goldenpath("contract", "sample", "order.json", "--seed", "8", cwd=tmp_path)
    assert json.loads(other.stdout) == lines[1]


def test_broken_samples_say_what_they_break(tmp_path: Path) -> None:
    write(tmp_path, {"order.json": ORDER})
    done = goldenpath("contract", "sample", "order.json", "--broken", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["breaks"] for line in lines] == [
        "null at /", "wrong type at /", "missing /id", "null at /id", "wrong type at /id"
    ]  # fmt: skip
    assert lines[2]["event"] == {}


def test_a_schema_within_an_openapi_document(tmp_path: Path) -> None:
    pointer = ("--pointer", "/components/schemas/Card")
    done = goldenpath("contract", "sample", SHOP, *pointer, cwd=tmp_path)
    assert set(json.loads(done.stdout)) == {"kind", "last4"}
