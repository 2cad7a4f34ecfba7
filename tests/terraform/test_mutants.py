"""One small mistake each: what Terraform refuses by the schema of a provider, what the unit tests
of a module notice, and what the checks of all modules see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terraform import docs
from tests.terraform.modules import promises, refusals
from tests.terraform.support import MODULES, copied, initialised, terraform


@dataclass(frozen=True)
class Mistake:
    file: str
    before: str
    after: str
    said: str


KUBERNETES = {
    "wrong-argument": Mistake(
        "main.tf", "automount_service_account_token =", "automount_token =", "Unsupported argument"
    ),
    "wrong-type": Mistake(
        "main.tf",
        "automount_service_account_token = false",
        'automount_service_account_token = "never"',
        "a bool is required",
    ),
    "missing-argument": Mistake(
        "network.tf", 'policy_types = ["Ingress", "Egress"]', "", "Missing required argument"
    ),
    "missing-block": Mistake(
        "network.tf", "    pod_selector {}\n", "", "Insufficient pod_selector blocks"
    ),
    "wrong-block": Mistake("main.tf", "    limit {", "    limits {", "Unsupported block type"),
    "second-block": Mistake(
        "network.tf", "    pod_selector {}\n", "    pod_selector {}\n" * 2, "Too many pod_selector"
    ),
    "computed-argument": Mistake(
        "main.tf",
        "    name        = var.plan.service\n",
        '    name        = var.plan.service\n    uid = "1"\n',
        "uid is set by the provider alone",
    ),
    "wrong-resource": Mistake(
        "main.tf", '"kubernetes_limit_range_v1"', '"kubernetes_limits_v1"', "Invalid resource type"
    ),
    "wrong-attribute": Mistake(
        "outputs.tf", "metadata[0].name", "metadata[0].title", "Unsupported attribute"
    ),
}


# By module, what only its unit tests can notice.
MEANING = {
    "ephemeral-kubernetes": Mistake(
        "main.tf",
        '/enforce"         = "restricted"',
        '/enforce"         = "baseline"',
        "restricted",
    ),
    "environment-plan": Mistake(
        "main.tf", '"goldenpath.dev/preview"   = "true"', "", "know it by its labels"
    ),
}


def made(mistake: Mistake, copy: Path) -> None:
    path = copy / mistake.file
    text = path.read_text("utf-8")
    assert mistake.before in text
    path.write_text(text.replace(mistake.before, mistake.after), "utf-8")


@pytest.mark.parametrize("mistake", KUBERNETES.values(), ids=KUBERNETES.keys())
def test_validate_refuses(mistake: Mistake, tmp_path: Path) -> None:
    copy = initialised(MODULES / "ephemeral-kubernetes", tmp_path)
    made(mistake, copy)
    done = terraform(copy, "validate", "-no-color")
    assert done.returncode == 1
    assert mistake.said in " ".join(done.stdout.split())


@pytest.mark.parametrize(("module", "mistake"), MEANING.items(), ids=MEANING.keys())
def test_unit_tests_notice(module: str, mistake: Mistake, tmp_path: Path) -> None:
    copy = initialised(MODULES / module, tmp_path, "-test-directory=tests/unit")
    made(mistake, copy)
    done = terraform(copy, "test", "-no-color", "-test-directory=tests/unit")
    assert done.returncode == 1
    assert mistake.said in " ".join(done.stdout.split())


def test_a_condition_that_nothing_refuses_is_named(tmp_path: Path) -> None:
    copy = copied(MODULES / "ephemeral-kubernetes", tmp_path)
    assert promises(copy) - refusals(copy) == {}
    made(Mistake("tests/unit/environment.tftest.hcl", "[var.user_prefix]", "[]", ""), copy)
    assert promises(copy) - refusals(copy) == {"var.user_prefix": 1}


def test_a_page_that_is_not_current_is_seen(tmp_path: Path) -> None:
    copy = copied(MODULES / "ephemeral-kubernetes", tmp_path)
    made(Mistake("outputs.tf", "Name of the namespace.", "Its name.", ""), copy)
    text = (copy / "README.md").read_text("utf-8")
    assert docs.filled(copy, text) == text.replace("Name of the namespace.", "Its name.")
