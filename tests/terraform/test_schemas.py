"""Schemas out of packages: names, types and who sets them, against what the providers document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.schemas import KINDS, derived, packages

OPTIONAL, REQUIRED, COMPUTED = {"optional": True}, {"required": True}, {"computed": True}
EITHER = OPTIONAL | COMPUTED
RULE = {
    "cidr_blocks": ["list", "string"],
    "description": "string",
    "from_port": "number",
    "ipv6_cidr_blocks": ["list", "string"],
    "prefix_list_ids": ["list", "string"],
    "protocol": "string",
    "security_groups": ["set", "string"],
    "self": "bool",
    "to_port": "number",
}
ATTRIBUTES: dict[tuple[str, str, str], dict[str, Any]] = {
    ("aws", "aws_kms_key", "enable_key_rotation"): {"type": "bool"} | OPTIONAL,
    ("aws", "aws_kms_key", "arn"): {"type": "string"} | COMPUTED,
    ("aws", "aws_kms_key", "tags"): {"type": ["map", "string"]} | OPTIONAL,
    ("aws", "aws_sqs_queue", "message_retention_seconds"): {"type": "number"} | OPTIONAL,
    ("aws", "aws_security_group", "ingress"): {"type": ["set", ["object", RULE]]} | EITHER,
    ("aws", "aws_iam_role", "managed_policy_arns"): {"type": ["set", "string"]} | EITHER,
    ("azurerm", "azurerm_key_vault", "purge_protection_enabled"): {"type": "bool"} | OPTIONAL,
    ("google", "google_sql_database", "project"): {"type": "string"} | EITHER,
    ("google", "google_compute_firewall", "source_ranges"): {"type": ["set", "string"]} | OPTIONAL,
    ("kubernetes", "kubernetes_manifest", "manifest"): {"type": "dynamic"} | REQUIRED,
    ("kubernetes", "kubernetes_secret_v1", "data_wo"): {
        "type": ["map", "string"], "optional": True, "write_only": True,
    },
}  # fmt: skip


@pytest.mark.parametrize(("of", "expected"), ATTRIBUTES.items(), ids=lambda one: str(one)[:60])
def test_attributes(of: tuple[str, str, str], expected: dict[str, Any]) -> None:
    provider, name, attribute = of
    assert resource(provider, name)["attributes"][attribute] == expected


def test_blocks() -> None:
    policy = resource("kubernetes", "kubernetes_network_policy_v1")["block_types"]["spec"]
    assert (policy["nesting_mode"], policy["min_items"], policy["max_items"]) == ("list", 1, 1)
    assert "max_items" not in policy["block"]["block_types"]["egress"]
    assert policy["block"]["attributes"]["policy_types"] == {"type": ["list", "string"]} | REQUIRED


def test_data_source() -> None:
    schemas = derived("aws")[KINDS["data"]]
    assert schemas["aws_caller_identity"]["block"]["attributes"]["account_id"] == {
        "type": "string",
        "computed": True,
    }


def test_arguments_of_providers() -> None:
    azure = derived("azurerm")["provider"]["block"]
    assert azure["attributes"]["use_oidc"] == {"type": "bool"} | OPTIONAL
    features = azure["block_types"]["features"]
    assert features["nesting_mode"] == "list"
    vault = features["block"]["block_types"]["key_vault"]["block"]["attributes"]
    assert vault["purge_soft_delete_on_destroy"] == {"type": "bool"} | OPTIONAL
    assumed = derived("aws")["provider"]["block"]["block_types"]["assume_role"]["block"]
    assert assumed["attributes"]["transitive_tag_keys"] == {"type": ["set", "string"]} | OPTIONAL


def test_whole_packages_are_read() -> None:
    counts = {name: len(derived(name)[KINDS["resource"]]) for name in packages()}
    least = {"aws": 1500, "azurerm": 1000, "google": 1000, "kubernetes": 70}
    assert all(counts[name] >= count for name, count in least.items()), counts


def test_other_bytes_are_refused(tmp_path: Path) -> None:
    package = replace(packages()["kubernetes"], integrity="sha512-AAAA")
    with pytest.raises(AssertionError, match="has other bytes"):
        package.derive(tmp_path)
    assert not list(tmp_path.iterdir())


def resource(provider: str, name: str) -> dict[str, Any]:
    block: dict[str, Any] = derived(provider)[KINDS["resource"]][name]["block"]
    return block
