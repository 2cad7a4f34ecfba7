"""`[policy]` of `goldenpath.toml`: where the things are that would ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RULES = "policies"
"""Folder of the team's own rules: `rego/` and `checkov/`."""
LABEL = "goldenpath-admission"
"""Of the namespaces in which the policies of the cluster hold."""
PREVIEW = "preview"
"""Of those in which images may run by tag."""
NAMES = ("Dockerfile", "Dockerfile.*", "*.Dockerfile", "Containerfile")
DOCKERFILES = (*NAMES, *(f"**/{name}" for name in NAMES))


@dataclass(frozen=True)
class Policy:
    """All paths are relative to the service; `overlays`, `manifests` and `plans` are patterns.

    An overlay is a folder that kustomize renders; `manifests` are applied as they are; a plan is
    what `terraform show -json` prints, and counts instead of the root module that it lies in."""

    overlays: tuple[str, ...] = ("deploy/overlays/*",)
    manifests: tuple[str, ...] = ("deploy/argocd/**/*.yaml", "deploy/flux/**/*.yaml")
    terraform: tuple[str, ...] = ("infra",)
    plans: tuple[str, ...] = ("infra/**/plan.json",)
    dockerfiles: tuple[str, ...] = DOCKERFILES


def parse(table: Mapping[str, Any]) -> Policy:
    """From a table that fits the schema of `goldenpath.toml`."""
    return Policy(**{k: tuple(v) if isinstance(v, list) else v for k, v in table.items()})
