"""A Grafana dashboard: requests (rate, errors, duration), the model, money, and what is used up."""

from __future__ import annotations

from typing import Any

from goldenpath_gates.slo.model import Promises

QUANTILES = (0.5, 0.95, 0.99)
WIDTH, HEIGHT, COLUMNS = 8, 8, 24
REQUESTS = "http_server_request_duration_seconds"
MODEL = "gen_ai_client_operation_duration_seconds"
FIRST = "gen_ai_client_operation_time_to_first_chunk_seconds"
TOKENS, COST = "gen_ai_client_token_usage_total", "gen_ai_client_cost_usd_total"
BY_MODEL = "gen_ai_request_model"

Queries = dict[str, str]
"""Legend to PromQL; `OWN` stands for the labels of the service and of the chosen namespace."""
OWN = "OWN"


def _quantiles(metric: str, by: str) -> Queries:
    rate = f"sum by (le, {by}) (rate({metric}_bucket{{{OWN}}}[$__rate_interval]))"
    return {
        f"p{quantile * 100:g} {{{{{by}}}}}": f"histogram_quantile({quantile}, {rate})"
        for quantile in QUANTILES
    }


def _rates(counter: str, by: str, own: str = OWN) -> Queries:
    legend = " ".join(f"{{{{{label}}}}}" for label in by.split(", "))
    return {legend: f"sum by ({by}) (rate({counter}{{{own}}}[$__rate_interval]))"}


def _spent(by: str) -> Queries:
    return {f"{{{{{by}}}}}": f"sum by ({by}) (increase({COST}{{{OWN}}}[1h]))"}


def _share(part: str, whole: str) -> str:
    sums = (f"sum(rate({one}[$__rate_interval]))" for one in (part, whole))
    return " / ".join(sums)


CACHE = "answer_cache_requests_total"
PANELS: dict[str, dict[str, tuple[str, Queries]]] = {
    "Promises": {
        "Error budget left": ("percentunit", {"{{slo}}": f"slo:error_budget:left{{{OWN}}}"}),
        "Value against its limit": (
            "percentunit",
            {
                "{{slo}}": f"slo:value{{{OWN}}} / on (slo, service) group_left () "
                "slo:objective:value"
            },
        ),
        "Error ratio in an hour": ("percentunit", {"{{slo}}": f"slo:error_ratio:1h{{{OWN}}}"}),
        "Team budget spent": (
            "percentunit",
            {
                "{{team}} {{model}} {{environment}}": "slo:team_budget:spent"
                '{service="SERVICE",namespace=~"$namespace"}'
            },
        ),
    },
    "Requests": {
        "Rate by route": ("reqps", _rates(f"{REQUESTS}_count", "http_route")),
        "Errors by route and status": (
            "reqps",
            _rates(
                f"{REQUESTS}_count",
                "http_route, http_response_status_code",
                f'{OWN},http_response_status_code=~"[45].."',
            ),
        ),
        "Duration by route": ("s", _quantiles(REQUESTS, "http_route")),
    },
    "Model": {
        "Calls by model": ("reqps", _rates(f"{MODEL}_count", BY_MODEL)),
        "Failed calls by model and error": (
            "reqps",
            _rates(f"{MODEL}_count", f"{BY_MODEL}, error_type", f'{OWN},error_type!=""'),
        ),
        "Duration by model": ("s", _quantiles(MODEL, BY_MODEL)),
        "Time to first token by model": ("s", _quantiles(FIRST, BY_MODEL)),
        "Tokens by model and direction": (
            "short",
            _rates(TOKENS, f"{BY_MODEL}, gen_ai_token_type"),
        ),
        "Cache hit rate": (
            "percentunit",
            {
                "hits": _share(
                    f'{CACHE}{{{OWN},answer_cache_outcome=~"hit|joined"}}', f"{CACHE}{{{OWN}}}"
                )
            },
        ),
    },
    "Money": {
        "Cost of an hour by team": ("currencyUSD", _spent("team")),
        "Cost of an hour by model": ("currencyUSD", _spent(BY_MODEL)),
        "Cost of an hour by tenant": ("currencyUSD", _spent("tenant")),
    },
    "Resources": {
        "CPU by pod": ("short", _rates("process_cpu_seconds_total", "pod")),
        "Memory by pod": (
            "bytes",
            {"{{pod}}": f"sum by (pod) (process_resident_memory_bytes{{{OWN}}})"},
        ),
        "Requests in flight, of the limit": (
            "percentunit",
            {
                "in use": f"sum(http_server_active_requests{{{OWN}}}) / "
                f"sum(http_server_active_requests_limit{{{OWN}}})"
            },
        ),
        "Refused for lack of room": (
            "reqps",
            {
                "429": f'sum(rate({REQUESTS}_count{{{OWN},http_response_status_code="429"}}'
                "[$__rate_interval])) or vector(0)"
            },
        ),
        "Open files, of the limit": (
            "percentunit",
            {"{{pod}}": f"max by (pod) (process_open_fds{{{OWN}}} / process_max_fds{{{OWN}}})"},
        ),
    },
}


def dashboard(promises: Promises, marked: str) -> dict[str, Any]:
    """As Grafana imports it; `marked` says where it comes from."""
    panels: list[dict[str, Any]] = []
    top = 0
    for row, inside in PANELS.items():
        panels.append(_row(row, len(panels) + 1, top))
        for index, (title, (unit, queries)) in enumerate(inside.items()):
            x, y = index * WIDTH % COLUMNS, index * WIDTH // COLUMNS * HEIGHT
            panels.append(
                {
                    "id": len(panels) + 1,
                    "type": "timeseries",
                    "title": title,
                    "gridPos": {"h": HEIGHT, "w": WIDTH, "x": x, "y": top + 1 + y},
                    "datasource": {"type": "prometheus", "uid": "${datasource}"},
                    "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
                    "targets": _targets(queries, promises.service),
                }
            )
        top += 1 + -(-len(inside) * WIDTH // COLUMNS) * HEIGHT
    return {
        "title": f"{promises.service}: promises, requests, model, money",
        "description": marked,
        "uid": promises.service,
        "tags": ["goldenpath"],
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": _variables(promises.service)},
        "panels": panels,
    }


def _row(title: str, number: int, top: int) -> dict[str, Any]:
    at = {"h": 1, "w": COLUMNS, "x": 0, "y": top}
    return {"id": number, "type": "row", "title": title, "collapsed": False, "gridPos": at}


def _targets(queries: Queries, service: str) -> list[dict[str, str]]:
    own = f'service="{service}",namespace=~"$namespace"'
    return [
        {
            "refId": chr(ord("A") + index),
            "expr": query.replace(OWN, own).replace("SERVICE", service),
            "legendFormat": legend,
        }
        for index, (legend, query) in enumerate(queries.items())
    ]


def _variables(service: str) -> list[dict[str, Any]]:
    return [
        {"name": "datasource", "type": "datasource", "query": "prometheus"},
        {
            "name": "namespace",
            "type": "query",
            "datasource": {"type": "prometheus", "uid": "${datasource}"},
            "query": f'label_values({REQUESTS}_count{{service="{service}"}}, namespace)',
            "refresh": 2,
            "multi": True,
            "includeAll": True,
        },
    ]
