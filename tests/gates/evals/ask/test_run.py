from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from goldenpath_gates import service
from goldenpath_gates.config import Service
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask.run import ask
from goldenpath_gates.evals.ask.window import AHEAD
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.record import Answer, Record
from goldenpath_gates.evals.settings import Eval, Request
from goldenpath_gates.service import Running

from tests.gates.evals.ask.support import Fake, asked, case, cases, kept

DYING = """\
import http.server, os, json

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    left = 5

    def do_GET(self):
        self.answer(b"{}")

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        if not Handler.left:
            print("out of \\x1b[31mmemory", flush=True)
            os._exit(9)
        Handler.left -= 1
        self.answer(json.dumps({"answer": "yes"}).encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

at = os.environ["HOST"], int(os.environ["PORT"])
http.server.ThreadingHTTPServer(at, Handler).serve_forever()
"""


def texts(records: Sequence[Record]) -> list[str | None]:
    return [record.text for record in records]


def test_records_come_in_the_order_of_the_cases(running: Running) -> None:
    questions = ["slow 0.05", "a", "slow 0.02", "b", "c"]
    assert texts(asked(running, cases(*questions))) == questions


def test_no_more_at_a_time_than_asked_for(fake: Fake, running: Running) -> None:
    fake.most = 0
    asked(running, cases(*["slow 0.005"] * 12), Eval(concurrency=3))
    assert fake.most == 3


def test_a_slow_case_holds_back_few_others(running: Running) -> None:
    taken = 0

    def endless() -> Iterator[Case]:
        nonlocal taken
        while True:
            taken += 1
            yield case("slow 0.03" if taken == 1 else "a")

    records = ask(endless(), running, Eval(concurrency=2), kept)
    first = list(islice(records, 1))
    assert texts(first) == ["slow 0.03"]
    assert taken <= 2 * AHEAD
    records.close()  # type: ignore[attr-defined]


def test_no_case_at_all_is_no_record(running: Running) -> None:
    assert asked(running, []) == []


def test_each_repeat_is_asked(fake: Fake, running: Running) -> None:
    fake.headers.clear()
    (record,) = asked(running, cases("a"), Eval(repeats=3))
    assert record.texts == ("a", "a", "a")
    assert [sent["x-eval-id"] for sent in fake.headers] == ["c-1#1", "c-1#2", "c-1#3"]


def test_what_is_sent(fake: Fake, running: Running) -> None:
    fake.headers.clear()
    fake.bodies.clear()
    request = Request(text="ask", headers={"x-team": "t"}, tenant_header="x-tenant")
    settings = Eval(seed=11, temperature=0.5, now="2027-02-03T04:05:06Z", request=request)
    whole = case({"question": "b", "n": 1}, "c-2")
    asked(running, [case("a", tenant="acme"), whole], settings)
    expected = {
        "x-eval-id": "c-1#1",
        "x-eval-seed": "11",
        "x-eval-temperature": "0.5",
        "x-eval-time": "2027-02-03T04:05:06Z",
        "x-team": "t",
        "x-tenant": "acme",
        "content-type": "application/json",
    }
    (first,) = (sent for sent in fake.headers if sent["x-eval-id"] == "c-1#1")
    (second,) = (sent for sent in fake.headers if sent["x-eval-id"] == "c-2#1")
    assert {name: first[name] for name in expected} == expected
    assert "x-tenant" not in second
    assert {"ask": "a"} in fake.bodies
    assert {"question": "b", "n": 1} in fake.bodies


@pytest.mark.parametrize("question", ["busy 1 x", "limited 2 x", "busy 3 x"])
def test_a_busy_service_is_asked_again(question: str, running: Running) -> None:
    assert texts(asked(running, cases(question))) == [question]


ERRORS = [
    ("busy 9", "answered 503"),
    ("problem", "answered 502: Model  [31mrefused"),
    ("redirect", "answered 307"),
    ("html", "answered 200 with a body that is not JSON"),
    ("nan", "NaN is not JSON"),
    ("infinite", "1e999 is too large for a number"),
    ("surrogate", "surrogates not allowed"),
    ("deep", "nested too deeply"),
    ("latin", "can't decode byte"),
    ("huge", "answered 200 with more than 4194304 bytes"),
]


@pytest.mark.parametrize(("question", "error"), ERRORS, ids=[row[0] for row in ERRORS])
def test_what_cannot_be_scored_is_an_error_of_its_case(
    question: str, error: str, running: Running
) -> None:
    bad, good = asked(running, cases(question, "good"), Eval(attempts=2))
    assert error in (bad.error or "")
    assert (good.text, good.error) == ("good", None)


def test_a_slow_answer_is_not_waited_for(running: Running) -> None:
    (record,) = asked(running, cases("slow 0.5"), Eval(request=Request(timeout=0.05)))
    assert record.error == "no answer within 0.05 s"


def test_a_tenant_that_no_header_can_carry(running: Running) -> None:
    settings = Eval(request=Request(tenant_header="x-tenant"))
    for tenant in ("a\r\nx-evil: 1", "\u4f60"):
        (record,) = asked(running, [case("a", tenant=tenant)], settings)
        assert "can be sent" in (record.error or "")


def test_scoring_that_waits_does_not_hold_up_the_others(running: Running) -> None:
    """Two that wait for each other only end if they are scored at the same time."""
    meeting = threading.Barrier(2, timeout=5)

    def score(case: Case, answers: Sequence[Answer]) -> Record:
        meeting.wait()
        return kept(case, answers)

    assert texts(asked(running, cases("a", "b"), score=score)) == ["a", "b"]


def test_what_scoring_raises_ends_the_run(running: Running) -> None:
    def score(case: Case, answers: Sequence[Answer]) -> Record:
        raise IncompleteError("no label")

    with pytest.raises(IncompleteError, match="no label"):
        asked(running, cases("slow 0.02", "a"), score=score)


def test_a_broken_dataset_ends_the_run(running: Running) -> None:
    def broken() -> Iterator[Case]:
        yield case("a")
        raise IncompleteError("line 2")

    with pytest.raises(IncompleteError, match="line 2"):
        list(ask(broken(), running, Eval(), kept))


def test_a_service_that_dies_ends_the_run_at_once(tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text(DYING)
    dying = Service("dying", (sys.executable, "dying.py"), "/")
    seen: list[Record] = []
    with service.serving(tmp_path, dying) as running:
        records = ask(cases(*["a"] * 1000), running, Eval(concurrency=1), kept)
        with pytest.raises(IncompleteError) as error:
            seen.extend(records)
    message = str(error.value)
    assert message.startswith(f"the service ended with exit code 9 after {len(seen)} cases")
    # A thread of it may still complain about the connection that its end cut.
    assert "it said:\n" in message
    assert "out of  [31mmemory" in message
    assert len(seen) <= 5


def test_a_connection_that_breaks_is_an_error_of_the_case(running: Running) -> None:
    closed = Running("http://127.0.0.1:9", running.child)
    (record,) = asked(closed, cases("a"))
    assert record.error == "the connection broke: ConnectError"


def test_a_service_that_only_fails_is_not_asked_for_ever(running: Running) -> None:
    seen: list[Record] = []
    records = ask(cases("good", *["html"] * 500), running, Eval(), kept)
    with pytest.raises(
        IncompleteError, match="50 cases in a row have errors; the last one is c-51"
    ):
        seen.extend(records)
    assert len(seen) == 51


def test_noop_errors_between_answers_do_not_end_the_run(running: Running) -> None:
    assert len(asked(running, cases(*["html", "good"] * 60))) == 120
