import re
from collections.abc import Iterator
from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck

VALUES = {
    "aws_secretsmanager_secret_version": "secret_string",
    "aws_ssm_parameter": "value",
    "azurerm_key_vault_secret": "value",
    "google_secret_manager_secret_version": "secret_data",
    "kubernetes_secret": "data",
    "kubernetes_secret_v1": "data",
}
REFERENCE = re.compile(
    r"\$\{|^\w+\(.*\)$|\b(?:var|local|module|data|each|path)\.\w|^[a-z]\w*\.[\w-]+(?:\[.+\])?\.[a-z]",
    re.S,
)


class SecretLiteral(BaseResourceCheck):
    """Of sources only: in a plan every value is a literal, wherever it came from."""

    def __init__(self) -> None:
        super().__init__(
            name="Secrets are not written in Terraform",
            id="checkov-secret-literal",
            categories=[CheckCategories.SECRETS],
            supported_resources=list(VALUES),
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        key = VALUES[self.entity_type]
        ignored = [*texts([block.get("ignore_changes") for block in conf.get("lifecycle", ())])]
        of_plan = self.entity_path.partition(":")[0].endswith(".json")
        if of_plan or key in ignored or conf.get("type") in (["String"], ["StringList"]):
            return CheckResult.PASSED
        written = [*texts([conf.get(key), conf.get(f"{key}_wo")])]
        literal = any(text and not REFERENCE.search(text) for text in written)
        return CheckResult.FAILED if literal else CheckResult.PASSED


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


check = SecretLiteral()
