"""What a module says about itself, read from its HCL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from goldenpath_gates.policy.terraform import hcl

from tests.terraform.support import MODULES

Blocks = Mapping[str, Any]


def modules() -> list[Path]:
    return sorted(path for path in MODULES.iterdir() if path.is_dir())


def examples() -> list[Path]:
    return sorted(path for path in MODULES.glob("*/examples/*") if path.is_dir())


def read(folder: Path, pattern: str = "*.tf") -> dict[str, Any]:
    """All files of a folder as one; a block is `{type: {label: [body]}}`."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob(pattern)):
        for kind, blocks in hcl.load(path.read_bytes(), str(path))[0].items():
            if isinstance(blocks, list):
                found.setdefault(kind, []).extend(blocks)
            else:
                for label, bodies in blocks.items():
                    _merge(found.setdefault(kind, {}), label, bodies)
    return found


def _merge(into: dict[str, Any], label: str, bodies: Any) -> None:
    if isinstance(bodies, list):
        into.setdefault(label, []).extend(bodies)
    else:
        for inner, one in bodies.items():
            _merge(into.setdefault(label, {}), inner, one)


def promises(folder: Path) -> Counter[str]:
    """How many conditions a module has, by the address that `expect_failures` names."""
    blocks = read(folder)
    found: Counter[str] = Counter()
    for name, (body,) in blocks.get("variable", {}).items():
        found[f"var.{name}"] += len(body.get("validation", ()))
    for name, (body,) in blocks.get("output", {}).items():
        found[f"output.{name}"] += len(body.get("precondition", ()))
    for name, (body,) in blocks.get("check", {}).items():
        found[f"check.{name}"] += len(body["assert"])
    for address, body in _resources(blocks):
        for lifecycle in body.get("lifecycle", ()):
            found[address] += sum(
                len(lifecycle.get(f"{when}condition", ())) for when in ("pre", "post")
            )
    return +found


def refusals(folder: Path) -> Counter[str]:
    """How many unit tests expect that something of a module fails, by its address."""
    found: Counter[str] = Counter()
    for (run,) in read(folder / "tests" / "unit", "*.tftest.hcl").get("run", {}).values():
        found.update(
            one.removeprefix("${").removesuffix("}") for one in run.get("expect_failures", ())
        )
    return found


def _resources(blocks: Blocks) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for prefix, kind in (("", "resource"), ("data.", "data")):
        for made, names in blocks.get(kind, {}).items():
            for name, (body,) in names.items():
                yield f"{prefix}{made}.{name}", body
