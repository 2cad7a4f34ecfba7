"""Every module is whole: its files, its form, its tests, its examples and its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.terraform import docs, schemas
from tests.terraform.modules import examples, modules, promises, read, refusals
from tests.terraform.support import MODULES, initialised, succeeded

FILES = ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md")
WRITTEN = ["Why", "Use", "Deviate", "Proven"]
GENERATED = ["Requirements", "Modules", "Resources", "Inputs", "Outputs"]

each_module = pytest.mark.parametrize("module", modules(), ids=lambda path: path.name)


def test_there_are_modules() -> None:
    assert {"environment-plan", "ephemeral-kubernetes"} <= {path.name for path in modules()}


@each_module
def test_has_every_part(module: Path) -> None:
    missing = [name for name in FILES if not (module / name).is_file()]
    folders = {
        "examples": "*/main.tf",
        "tests/unit": "*.tftest.hcl",
        "tests/integration": "*.tftest.hcl",
    }
    missing += [name for name, files in folders.items() if not list((module / name).glob(files))]
    assert missing == []
    assert not list(module.rglob("*.jinja")), "a module is Terraform without templates"
    assert not list(module.rglob(".terraform.lock.hcl")), "a lock belongs to a root"


@each_module
def test_inputs_and_outputs_are_described(module: Path) -> None:
    blocks = read(module)
    bare = [
        f"{kind}.{name}"
        for kind, needed in (("variable", {"description", "type"}), ("output", {"description"}))
        for name, (body,) in blocks.get(kind, {}).items()
        if not needed <= body.keys()
    ]
    assert bare == []


@each_module
def test_every_condition_is_refused_once(module: Path) -> None:
    assert promises(module) - refusals(module) == {}


@each_module
def test_page_is_whole_and_current(module: Path) -> None:
    text = (module / "README.md").read_text("utf-8")
    assert text.startswith(f"# {module.name}\n")
    assert re.findall(r"^## (.+)$", text, re.M) == WRITTEN + GENERATED
    assert docs.filled(module, text) == text, "run python -m tests.terraform.docs"


def test_form() -> None:
    succeeded(MODULES, "fmt", "-check", "-recursive", "-diff")


def test_overview_leads_to_every_module() -> None:
    page = (ROOT / "docs" / "terraform" / "README.md").read_text("utf-8")
    linked = re.findall(r"\]\(\.\./\.\./terraform/modules/([\w-]+)/README\.md\)", page)
    assert sorted(linked) == [module.name for module in modules()]


def test_every_type_is_in_its_package() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {schemas.packages()[provider].package} has no {kind} {name}"
        for provider, kind, name, path in schemas.used()
        if name not in schemas.derived(provider)[schemas.KINDS[kind]]
    ]
    assert missing == []


@each_module
def test_unit_tests_pass(module: Path, tmp_path: Path) -> None:
    copy = initialised(module, tmp_path, "-test-directory=tests/unit")
    said = succeeded(copy, "test", "-no-color", "-test-directory=tests/unit")
    assert re.search(r"^Success! [1-9]\d* passed, 0 failed\.$", said, re.M), said


@each_module
def test_integration_tests_are_valid(module: Path, tmp_path: Path) -> None:
    copy = initialised(module, tmp_path, "-test-directory=tests/integration")
    succeeded(copy, "validate", "-no-color", "-test-directory=tests/integration")


@pytest.mark.parametrize(
    "example", examples(), ids=lambda path: path.relative_to(MODULES).as_posix()
)
def test_examples_are_valid(example: Path, tmp_path: Path) -> None:
    succeeded(initialised(example, tmp_path), "validate", "-no-color")
