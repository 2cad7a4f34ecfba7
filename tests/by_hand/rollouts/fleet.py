"""What services would say at /metrics: counters that grow with time, per namespace and version."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
HTTP, AI = "http_server_request_duration_seconds", "gen_ai_client"
FIRST = f"{AI}_operation_time_to_first_chunk_seconds"


@dataclass(frozen=True)
class Behaviour:
    """Of one version: requests per second, seconds of each, the share of them and of tokens that
    fails, US dollars of each."""

    requests: float = 20.0
    seconds: float = 0.2
    errors: float = 0.0
    token_errors: float = 0.0
    cost: float = 0.001

    def lines(self, labels: str, age: float) -> Iterator[str]:
        count = self.requests * age
        for status, share in (("200", 1 - self.errors), ("500", self.errors)):
            own = f'{labels},http_route="/v1/answers",http_response_status_code="{status}"'
            yield from _histogram(HTTP, own, count * share, self.seconds)
        for error, share in (("", 1 - self.token_errors), ("model-timeout", self.token_errors)):
            own = f'{labels},gen_ai_token_type="output",error_type="{error}"'
            yield f"{AI}_token_usage_total{{{own}}} {count * share * 100}"
        yield f"{AI}_cost_usd_total{{{labels}}} {count * self.cost}"
        yield from _histogram(FIRST, labels, count, self.seconds / 2)


def _histogram(name: str, labels: str, count: float, seconds: float) -> Iterator[str]:
    for bucket in BUCKETS:
        yield f'{name}_bucket{{{labels},le="{bucket}"}} {count if seconds <= bucket else 0.0}'
    yield f'{name}_bucket{{{labels},le="+Inf"}} {count}'
    yield f"{name}_count{{{labels}}} {count}"
    yield f"{name}_sum{{{labels}}} {count * seconds}"


@dataclass
class Fleet:
    """Who runs since when; and the namespaces whose releases are frozen."""

    service: str
    versions: dict[tuple[str, str], tuple[Behaviour, float]] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)

    def runs(self, namespace: str, hash_: str, behaviour: Behaviour) -> None:
        self.versions.setdefault((namespace, hash_), (behaviour, time.monotonic()))

    def text(self) -> str:
        lines = [f'planted_freeze{{namespace="{name}"}} 1' for name in sorted(self.frozen)]
        for (namespace, hash_), (behaviour, since) in list(self.versions.items()):
            pod = f'namespace="{namespace}",rollouts_pod_template_hash="{hash_}"'
            labels = f'service="{self.service}",{pod}'
            lines += behaviour.lines(labels, time.monotonic() - since)
        return "\n".join(lines) + "\n"


@contextmanager
def serving(fleet: Fleet, port: int) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(fleet.text().encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
