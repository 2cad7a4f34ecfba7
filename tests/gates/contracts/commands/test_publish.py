"""The promise is written from the running service, or nothing is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates.__main__ import main
from goldenpath_gates.config import Config
from goldenpath_gates.contracts import serving
from goldenpath_gates.contracts.check import Context
from goldenpath_gates.contracts.checks import published
from goldenpath_hooks.format_json import formatted

from tests.gates.contracts import promised
from tests.gates.contracts.promised import BREAKS, COST, EMBEDDINGS, EVENT, OPENAPI, TOOL, api
from tests.gates.support import CONFIG, write

WHY = ("--reason", "costs are on the invoice now", "--owner", "@payments")
Publish = Callable[..., int]


@pytest.fixture
def runs(promising: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The document of the service that would be started; a test may change it."""
    document = api()

    @contextmanager
    def serves(root: Path, config: Config) -> Iterator[Context]:
        with promised.shown(json.dumps(document).encode()) as url:
            yield promised.context(root, url)

    monkeypatch.setattr(serving, "serving", serves)
    return document


def publish(*args: str) -> int:
    return main(["contract", "publish", *args])


def remove_cost(document: Any) -> None:
    got = document["paths"]["/v1/answers"]["get"]["responses"]["200"]
    schema = got["content"]["application/json"]["schema"]
    schema["properties"].pop("cost")
    schema["required"].remove("cost")


def texts(root: Path) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in root.rglob("contracts/**/*.*")}


def test_what_runs_is_written_as_it_is_served(promising: Path, runs: dict[str, Any]) -> None:
    runs["info"] = {"version": "1.4.1", "title": "Früh"}
    assert publish() == 0
    text = (promising / OPENAPI).read_text(encoding="utf-8")
    assert text == json.dumps(runs, indent=2, ensure_ascii=False) + "\n"
    assert formatted(OPENAPI, text) == text
    assert not (promising / BREAKS).exists()


def test_the_first_promise(promising: Path, runs: dict[str, Any]) -> None:
    (promising / "contracts").rename(promising / "old")
    (promising / ".git").rename(promising / "git")
    assert publish() == 0
    assert json.loads((promising / OPENAPI).read_text(encoding="utf-8")) == runs


def test_a_published_break_passes_the_stage(
    promising: Path, runs: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    assert publish(*WHY) == 0
    assert f"{BREAKS}: written" in capsys.readouterr().out
    assert yaml.safe_load((promising / BREAKS).read_text(encoding="utf-8")) == [
        {
            "contract": OPENAPI,
            "from": "1.4.0",
            "to": "2.0.0",
            "breaks": [{"rule": "response-property-removed", "pointer": COST}],
            "reason": "costs are on the invoice now",
            "owner": "@payments",
            "date": datetime.now(UTC).date().isoformat(),
        }
    ]
    with promised.shown(json.dumps(runs).encode()) as url:
        assert not published.run(promised.context(promising, url)).findings


def test_it_may_be_published_again(promising: Path, runs: dict[str, Any]) -> None:
    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    assert publish(*WHY) == 0
    before = texts(promising)
    assert publish() == 0, "the break is on record"
    assert texts(promising) == before


def test_breaks_of_other_contracts_are_recorded_too(promising: Path, runs: dict[str, Any]) -> None:
    def change(event: Any) -> None:
        event["properties"].pop("id")
        event["required"].remove("id")
        event["version"] = "2.0.0"

    promised.edit(promising, EVENT, change)
    (promising / TOOL).unlink()
    assert publish(*WHY) == 0
    recorded = yaml.safe_load((promising / BREAKS).read_text(encoding="utf-8"))
    assert [(each["contract"], each["from"], each["to"]) for each in recorded] == [
        (EVENT, "1.0.0", "2.0.0"),
        (TOOL, "1.0.0", "removed"),
    ]


def change_embedding(document: Any) -> None:
    document["indexes"]["documents"]["model"] = "other"


def no_version(root: Path, runs: dict[str, Any]) -> None:
    remove_cost(runs)


def no_minor_version(root: Path, runs: dict[str, Any]) -> None:
    runs["paths"]["/v2"] = {"get": {"responses": {"200": {"description": "Two."}}}}


def no_new_index(root: Path, runs: dict[str, Any]) -> None:
    promised.edit(root, EMBEDDINGS, change_embedding)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_version, "at least 2.0.0 is due"),
        (no_minor_version, "at least 1.5.0 is due"),
        (no_new_index, "embedding-model-changed"),
    ],
)
def test_what_no_reason_can_accept(
    change: Callable[[Path, dict[str, Any]], None],
    said: str,
    promising: Path,
    runs: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(promising, runs)
    before = texts(promising)
    assert publish(*WHY) == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.endswith("nothing was written: mend these first\n")
    assert texts(promising) == before


@pytest.mark.parametrize("why", [(), WHY[:2], WHY[2:], ("--reason", "", "--owner", "")])
def test_a_break_without_reason_and_owner(
    why: tuple[str, ...],
    promising: Path,
    runs: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    before = texts(promising)
    assert publish(*why) == 1
    out = capsys.readouterr().out
    assert f"response-property-removed {COST} " in out
    assert "a break needs a reason and an owner" in out
    assert texts(promising) == before


@pytest.mark.parametrize("why", [("--reason", "because"), ("--reason", "TEXT")])
def test_a_reason_that_says_nothing(
    why: tuple[str, ...],
    promising: Path,
    runs: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    before = texts(promising)
    assert publish(*why, *WHY[2:]) == 2
    assert "the break cannot be recorded: reason: " in capsys.readouterr().err
    assert texts(promising) == before


def test_nothing_is_written_by_halves(
    promising: Path, runs: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    before = texts(promising)
    monkeypatch.setattr(Path, "replace", full)
    assert publish(*WHY) == 4
    assert texts(promising) == before


def test_a_record_that_cannot_grow_is_incomplete(promising: Path, runs: dict[str, Any]) -> None:
    remove_cost(runs)
    runs["info"]["version"] = "2.0.0"
    write(promising, {BREAKS: '["an entry in brackets"]'})
    before = texts(promising)
    assert publish(*WHY) == 3
    assert texts(promising) == before


def test_a_link_beside_the_promise_is_not_followed(promising: Path, runs: dict[str, Any]) -> None:
    elsewhere = write(promising, {"elsewhere": "mine"}) / "elsewhere"
    (promising / "contracts/.openapi.json.new").symlink_to(elsewhere)
    assert publish() == 0
    assert elsewhere.read_text(encoding="utf-8") == "mine"
    assert json.loads((promising / OPENAPI).read_text(encoding="utf-8")) == runs


def test_a_service_that_shows_no_document(
    promising: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(promising, {"goldenpath.toml": f'{CONFIG}[contract]\ndocument = ""\n'})
    assert publish() == 0
    assert "there is nothing to write" in capsys.readouterr().out


SERVICE = """\
import http.server, json, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(DOCUMENT).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

address = os.environ["HOST"], int(os.environ["PORT"])
http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""


def test_a_real_service(promising: Path) -> None:
    start = json.dumps([sys.executable, "service.py"])
    write(
        promising,
        {
            "goldenpath.toml": f'[service]\nname = "tiny"\nstart = {start}\n',
            "service.py": f"DOCUMENT = {api('1.4.2')!r}\n{SERVICE}",
        },
    )
    assert publish() == 0
    assert json.loads((promising / OPENAPI).read_text(encoding="utf-8")) == api("1.4.2")
