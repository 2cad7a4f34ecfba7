from typing import Any

from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.kubernetes.checks.resource.base_spec_check import BaseK8Check


class ClusterAdmin(BaseK8Check):
    def __init__(self) -> None:
        super().__init__(
            name="Nobody is bound to cluster-admin",
            id="checkov-cluster-admin",
            categories=[CheckCategories.KUBERNETES],
            supported_entities=["ClusterRoleBinding", "RoleBinding"],
        )

    def scan_spec_conf(self, conf: dict[str, Any]) -> CheckResult:
        role = (conf.get("roleRef") or {}).get("name")
        return CheckResult.FAILED if role == "cluster-admin" else CheckResult.PASSED


check = ClusterAdmin()
