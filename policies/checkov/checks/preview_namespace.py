from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.kubernetes.checks.resource.base_spec_check import BaseK8Check

OWNER = {"owner", "team", "contact"}
END = {"ttl", "expires", "expires_at", "expires_on", "expiry"}


class PreviewNamespace(BaseK8Check):
    """A preview is known by its label `preview`, whatever its value, or by its name."""

    def __init__(self) -> None:
        super().__init__(
            name="Namespaces of previews name their owner and their end",
            id="checkov-preview-namespace",
            categories=[CheckCategories.KUBERNETES],
            supported_entities=["Namespace"],
        )

    def scan_spec_conf(self, conf: dict[str, Any]) -> CheckResult:
        metadata = conf.get("metadata") or {}
        labels = metadata.get("labels") or {}
        if "preview" not in labels and not str(metadata.get("name")).startswith("preview-"):
            return CheckResult.PASSED
        named = {name(label) for label, value in labels.items() if value}
        return CheckResult.PASSED if named & OWNER and named & END else CheckResult.FAILED


def name(label: str) -> str:
    """Without its prefix: `acme.example/expires-at` is `expires_at`."""
    return label.rpartition("/")[2].replace("-", "_").lower()


check = PreviewNamespace()
