"""A plan is judged as the stage `policy` judges, by both engines, and by its price."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates.environments.engine import Plan
from goldenpath_gates.environments.terraform.judging import judged
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy import checkov

from tests.gates.environments.terraform.conftest import Service, spec
from tests.gates.support import write

REAL = checkov.run
DATABASE: dict[str, Any] = {
    "name": "answers-pr-7",
    "region": "europe-west3",
    "database_version": "POSTGRES_17",
    "encryption_key_name": "projects/a/locations/europe-west3/keyRings/b/cryptoKeys/c",
    "settings": [
        {
            "tier": "db-f1-micro",
            "user_labels": {"owner": "ai-team", "ttl": "24h"},
            "ip_configuration": [{"ipv4_enabled": False, "ssl_mode": "ENCRYPTED_ONLY"}],
        }
    ],
}
PLAIN = [{"ipv4_enabled": False, "ssl_mode": "ALLOW_UNENCRYPTED_AND_ENCRYPTED"}]
WAIVER = """\
waivers:
  - rule: checkov-cloud-sql-tls
    scope: infra/preview/plan.json
    reason: The proxy speaks TLS for it.
    owner: "@acme/ai-team"
    expires: 2099-01-01
"""


def shown(**settings: Any) -> bytes:
    """What `terraform show -json` prints of a plan that makes one database."""
    values = {**DATABASE, "settings": [{**DATABASE["settings"][0], **settings}]}
    one = {
        "address": "google_sql_database_instance.this",
        "mode": "managed",
        "type": "google_sql_database_instance",
        "name": "this",
        "provider_name": "registry.terraform.io/hashicorp/google",
    }
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**one, "values": values}]}},
        "resource_changes": [{**one, "change": change}],
        "configuration": {"root_module": {"resources": [{**one, "expressions": {}}]}},
    }
    return json.dumps(plan).encode()


def judge(service: Service, folder: Path, plan: bytes, **changes: Any) -> Plan:
    return judged(service.root, service.config, service.env, spec(**changes), plan, folder)


def test_checkov_takes_part(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkov, "run", REAL)
    good = judge(service, tmp_path, shown())
    assert (good.lines, good.findings) == (("+ google_sql_database_instance.this",), ())
    bad = judge(service, tmp_path, shown(ip_configuration=PLAIN))
    assert [one.rule for one in bad.findings] == ["checkov-cloud-sql-tls"]
    assert {one.path for one in bad.findings} == {"infra/preview/plan.json"}
    assert bad.figures[0].passed is False
    write(service.root, {"policy.yaml": WAIVER})
    assert judge(service, tmp_path, shown(ip_configuration=PLAIN)).findings == ()


def test_our_rules_take_part(service: Service, tmp_path: Path) -> None:
    found = judge(service, tmp_path, shown(user_labels={})).findings
    assert [one.rule for one in found] == ["terraform-ephemeral-labels"]


def test_the_budget_takes_part(service: Service, tmp_path: Path) -> None:
    dear = judge(service, tmp_path, shown(tier="db-custom-2-7680"), budget_usd=1)
    assert [one.rule for one in dear.findings] == ["preview-budget"]
    unknown = judge(service, tmp_path, shown(tier="db-custom-96-638976"))
    assert [one.rule for one in unknown.findings] == ["preview-price"]
    assert "settings.0.tier db-custom-96-638976 has no price" in str(unknown.findings[0])


def test_a_checkov_that_cannot_judge_is_incomplete(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise IncompleteError("Checkov took more than 600 s")

    monkeypatch.setattr(checkov, "run", fails)
    with pytest.raises(IncompleteError, match="Checkov took"):
        judge(service, tmp_path, shown())


def test_half_a_plan_is_incomplete(service: Service, tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match=r"infra/preview/plan\.json: this is no JSON"):
        judge(service, tmp_path, shown()[:100])
