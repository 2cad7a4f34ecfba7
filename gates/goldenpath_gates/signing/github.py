"""GitHub's own store of attestations, where `gh attestation verify` looks (as actions/attest)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.registry.exchange import loopback

NEEDED = ("GITHUB_TOKEN", "GITHUB_API_URL", "GITHUB_REPOSITORY")
TIMEOUT_S = 30.0


def store(bundles: Iterable[Path], env: Mapping[str, str]) -> int:
    """How many were stored. Raises IncompleteError where GitHub does not take one."""
    import httpx2

    if missing := [name for name in NEEDED if not env.get(name)]:
        raise IncompleteError(
            f"[signing] github_attestations: {missing[0]} is not set; hand it to this step "
            "(attestations: write), or set github_attestations = false"
        )
    token, api, repository = (env[name] for name in NEEDED)
    url = httpx2.URL(f"{api}/repos/{repository}/attestations")
    if url.scheme != "https" and not loopback(url.netloc.decode()):
        raise IncompleteError(f"GITHUB_API_URL must be an https address, not {api!r}")
    headers = {
        "accept": "application/vnd.github+json",
        "authorization": f"Bearer {token}",
        "x-github-api-version": "2022-11-28",
    }
    stored = 0
    with httpx2.Client(headers=headers, timeout=TIMEOUT_S) as http:
        for path in bundles:
            body = {"bundle": json.loads(path.read_bytes())}
            try:
                answer = http.post(url, json=body)
            except httpx2.HTTPError as error:
                raise _refused(path, type(error).__name__) from None
            if answer.status_code != 201:
                raise _refused(path, f"status {answer.status_code}")
            stored += 1
    return stored


def _refused(path: Path, said: str) -> IncompleteError:
    return IncompleteError(
        f"{path.name}: GitHub does not store it ({said}): the job needs `attestations: write`, and "
        "a private repository Enterprise Cloud; else set [signing] github_attestations = false"
    )
