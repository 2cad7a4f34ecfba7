from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.errors import UsageError
from goldenpath_gates.model_stub.scenario import Scenario, load_scenario
from openai import APIStatusError

from tests.gates.model_stub.support import running, sync_client

ASKED: Any = [{"role": "user", "content": "q"}]
SEQUENCE = """
steps:
  - {requests: "1-2", fault: rate-limit, retry_after: 0.01}
  - {requests: 4, fault: server-error, status: 503}
  - {requests: "6-", fault: model-drift, model: next}
"""


def scenario(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(text)
    return file


def outcome(client: Any, **headers: str) -> object:
    try:
        return client.chat.completions.create(
            model="m", messages=ASKED, extra_headers=headers
        ).model
    except APIStatusError as error:
        return error.status_code


def test_faults_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    with running(scenario=scenario(tmp_path, SEQUENCE)) as url, sync_client(url) as client:
        seen = [outcome(client) for _ in range(7)]
    assert seen == [429, 429, "m", 503, "m", "next", "next"]


def test_the_header_wins_and_still_counts(tmp_path: Path) -> None:
    with running(scenario=scenario(tmp_path, SEQUENCE)) as url, sync_client(url) as client:
        first = outcome(client, **{"x-stub-fault": "none"})
        second = outcome(client, **{"x-stub-fault": "deprecated-model"})
        assert (first, second, outcome(client)) == ("m", 404, "m")


def test_the_sdk_gets_through_by_its_retries(tmp_path: Path) -> None:
    with running(scenario=scenario(tmp_path, SEQUENCE)) as url, sync_client(url) as client:
        assert outcome(client.with_options(max_retries=2)) == "m"


def hit(scenario: Scenario, count: int) -> list[int]:
    return [number for number in range(1, count + 1) if scenario.fault_for(number)]


def test_a_rate_is_a_share_and_the_same_in_every_run(tmp_path: Path) -> None:
    text = "seed: {}\nsteps: [{{rate: 0.1, requests: '101-', fault: html}}]"
    first = load_scenario(scenario(tmp_path, text.format(1)))
    again = load_scenario(scenario(tmp_path, text.format(1)))
    other = load_scenario(scenario(tmp_path, text.format(2)))
    hits = hit(first, 2100)
    assert hits == hit(again, 2100) != hit(other, 2100)
    assert 160 <= len(hits) <= 240
    assert min(hits) > 100


@pytest.mark.parametrize(("rate", "count"), [(0, 0), (1, 50)])
def test_rates_at_the_ends(tmp_path: Path, rate: int, count: int) -> None:
    file = scenario(tmp_path, f"steps: [{{rate: {rate}, fault: html}}]")
    assert len(hit(load_scenario(file), 50)) == count


@pytest.mark.parametrize(("step", "message"), [
    ("{requests: 1}", "steps[0]: 'fault' is a required property"),
    ("{fault: html}", "steps[0]: says not when; give it requests"),
    ("{requests: 1, fault: htm}", "steps[0].fault: unknown fault 'htm'; known are"),
    ("{requests: 0, fault: html}", "steps[0].requests: 0 is less than the minimum of 1"),
    ("{requests: 3-1, fault: html}", "steps[0].requests: ends before it begins; write 1-3"),
    ("{requests: first, fault: html}", "steps[0].requests: 'first' does not match"),
    ("{rate: 2, fault: html}", "steps[0].rate: 2 is greater than the maximum of 1"),
    ("{requests: 1, fault: html, ms: 3}", "steps[0].ms: unknown parameter of html"),
    ("{requests: 1, fault: timeout, max_s: 0}", "steps[0].max_s: 0 is not allowed; expected a"),
    ("{requests: 1, fault: timeout, max_s: [1]}", "steps[0].max_s: [1] is not of type 'number'"),
    ("{requests: 1, fault: timeout, max_s: true}", "steps[0].max_s: True is not of type"),
    ("{requests: 1, fault: model-drift, model: 4}", "steps[0].model: 4 is not allowed; expected"),
])  # fmt: skip
def test_wrong_scenarios(tmp_path: Path, step: str, message: str) -> None:
    file = scenario(tmp_path, f"steps:\n  - {step}\n")
    with pytest.raises(UsageError) as caught:
        load_scenario(file)
    assert f"{file}: {message}" in str(caught.value)
