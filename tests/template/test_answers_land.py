"""Each answer is seen where a reader of the service looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Answers, Library

SEEN: list[tuple[Answers, str, str]] = [
    ({"project_name": "Tea Time"}, "README.md", "# Tea Time\n"),
    ({"project_name": "Tea Time"}, "pyproject.toml", 'name = "tea-time"'),
    ({"project_name": "Tea Time"}, "goldenpath.toml", '"tea_time"'),
    ({"project_name": "Tea"}, "goldenpath.toml", '"tea_service"'),
    ({"description": "Brews."}, "pyproject.toml", 'description = "Brews."'),
    ({"description": "Brews."}, "README.md", "\nBrews.\n"),
    ({"team": "@acme/tea"}, "CODEOWNERS", "/prompts/ @acme/tea\n"),
    ({"team": "@acme/tea"}, "docs/runbook.md", "Owner: @acme/tea."),
    ({"security_contact": "tea@example.com"}, "SECURITY.md", "a vulnerability to tea@example.com,"),
    ({"licence": "Proprietary"}, "LICENSE", "All rights reserved."),
    ({"licence": "Apache-2.0"}, "LICENSE", "Apache License"),
    ({"licence": "BSD-3-Clause"}, "LICENSE", "BSD 3-Clause License"),
    ({"licence": "MIT"}, "LICENSE", "MIT License"),
    ({"licence": "MIT"}, "pyproject.toml", 'license = "MIT"'),
    ({"python_version": "3.12"}, ".python-version", "3.12\n"),
    ({"python_version": "3.12"}, "Dockerfile", "FROM python:3.12-slim-bookworm@sha256:"),
    ({"python_version": "3.12"}, "pyproject.toml", 'requires-python = ">=3.12"'),
    ({"ci": "gitlab"}, "CODEOWNERS", "/.gitlab-ci.yml "),
    ({"auth": "none"}, "policy.yaml", "  gateway_operations: []\n"),
    ({"auth": "tokens"}, "goldenpath.toml", '\nissuer_variable = "AUTH_ISSUER"\n'),
    ({"auth": "full"}, "contracts/openapi.json", '"/auth/login": {'),
    ({"cloud": "aws"}, "goldenpath.toml", '\ncloud = "aws"\n'),
    ({"cloud": "gcp"}, "infra/preview/goldenpath.tf", '  backend "gcs" {'),
    ({"cloud": "azure"}, "infra/staging/goldenpath.tf", "modules/secrets-azure?ref="),
    ({"preview_ttl_hours": 7}, "goldenpath.toml", "\nttl_hours = 7\n"),
]


@pytest.mark.parametrize(("answers", "path", "text"), SEEN)
def test_an_answer_lands(
    library: Library, tmp_path: Path, answers: Answers, path: str, text: str
) -> None:
    library.copy(tmp_path / "service", answers)
    assert text in (tmp_path / "service" / path).read_text(encoding="utf-8")
