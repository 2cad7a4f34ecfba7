"""A real Prometheus scrapes a service under load: every query that is generated has data."""

from __future__ import annotations

import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from goldenpath_gates import config, service
from goldenpath_gates.model_stub.started import started
from goldenpath_gates.slo import files

from tests import prometheus_box
from tests.forges.tools import need_tool
from tests.prometheus_box import Box
from tests.support import fresh_copy, service_env

SLUG, POD = "answer-service", "0123abcd"
LONGEST_S = 60.0
SCENARIO = {"seed": 1, "steps": [{"rate": 0.3, "fault": "server-error", "status": 503}]}
FILLED = {
    "{{args.namespace}}": f"{SLUG}-production",
    "{{args.canary-hash}}": POD,
    "$namespace": ".+",
    "$__rate_interval": "5m",
}
COMPARED = re.compile(r"(.+?) (?:>|<=|>=) (?:on \(slo, service\) group_left \(\) )?(.+)")
NUMBER = re.compile(r"[0-9.]+")
# Prometheus looks at a month in steps of five minutes, the test at its seconds.
SOONER = (":300s]", ":1s]")


@pytest.fixture(scope="module")
def promised(render: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_tool("prometheus")
    return fresh_copy(render("no-auth"), tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="module")
def asked(promised: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Box]]:
    """Address of the service, and the Prometheus that scrapes it as staging and as production."""
    env = service_env()
    subprocess.run(("uv", "lock", "--quiet"), cwd=promised, env=env, check=True)
    (promised / "scenario.yaml").write_text(json.dumps(SCENARIO), "utf-8")
    with ExitStack() as stack:
        model = stack.enter_context(started(promised, "--scenario", "scenario.yaml"))
        env |= {"MODEL_BASE_URL": model.api, "MODEL_API_KEY": "any", "MODEL_ATTEMPTS": "1"}
        settings = config.load(promised).service
        running = stack.enter_context(service.serving(promised, settings, env=env))
        own = {"service": SLUG, "team": "acme-ai-team", "rollouts_pod_template_hash": POD}
        box = stack.enter_context(
            prometheus_box.serving(
                tmp_path_factory.mktemp("prometheus"),
                targets=[
                    (
                        running.url.removeprefix("http://"),
                        {**own, "namespace": f"{SLUG}-{environment}", "pod": "one"},
                    )
                    for environment in ("staging", "production")
                ],
                rules=sooner(promised),
            )
        )
        yield running.url, box


def sooner(root: Path) -> Any:
    """The rules, evaluated as often as the test scrapes."""
    text = (root / files.RULES).read_text("utf-8").replace(*SOONER)
    spec = yaml.safe_load(text)["spec"]
    for group in spec["groups"]:
        del group["interval"]
    return spec


def queries(root: Path) -> set[str]:
    """Every PromQL of every generated file; of an alert both sides, as it need not fire."""
    found = set()
    for path in files.PATHS:
        for document in yaml.safe_load_all((root / path).read_text("utf-8")):
            for query in files.expressions(document):
                sides = [query]
                if path == files.RULES and query in alerts(document):
                    sides = [side for part in query.split(" and ") for side in compared(part)]
                found |= {filled(side) for side in sides}
    return found


def alerts(document: Any) -> set[str]:
    groups = document["spec"]["groups"]
    return {rule["expr"] for group in groups for rule in group["rules"] if "alert" in rule}


def compared(comparison: str) -> tuple[str, ...]:
    match = COMPARED.fullmatch(comparison)
    assert match, comparison
    return tuple(side for side in match.groups() if not NUMBER.fullmatch(side))


def filled(query: str) -> str:
    for text, value in FILLED.items():
        query = query.replace(text, value)
    return query


def test_every_query_has_data(promised: Path, asked: tuple[str, Box]) -> None:
    url, box = asked
    missing = queries(promised)
    assert len(missing) > 80
    end = time.monotonic() + LONGEST_S
    while missing and time.monotonic() < end:
        use(url)
        missing = {query for query in missing if not known(box, query)}
    assert not missing, "\n".join(sorted(missing))


def known(box: Box, query: str) -> bool:
    """Now, or at the next step that a month is summed at, which the newest samples still reach."""
    return any(box.vector(query, at) for at in (None, -(-time.time() // 300) * 300))


def use(url: str) -> None:
    """Answers, streams, another route, a wrong body; the model fails at times."""
    ask(f"{url}/v1/answers", {"question": "What is a canary?"})
    ask(f"{url}/v1/answers", {"question": "What is a canary?", "stream": True})
    ask(f"{url}/v1/answers", {"wrong": 1})
    ask(f"{url}/v1/others", {})


def ask(url: str, body: dict[str, object]) -> None:
    data, headers = json.dumps(body).encode(), {"content-type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as got:
            got.read()
    except urllib.error.HTTPError as error:
        error.read()
