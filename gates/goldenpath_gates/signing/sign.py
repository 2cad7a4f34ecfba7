"""Keyless signatures: the forge says who runs, Sigstore certifies it and keeps a public record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing import trust
from goldenpath_gates.signing.settings import Signing

FOLDER = Path("reports/publish")
LIMIT = 16 * 1024 * 1024
"""Bytes of a statement: what GitHub's store and the public log take."""
TOKENS = ("GOLDENPATH_ID_TOKEN", "SIGSTORE_ID_TOKEN")
"""Where GitLab puts its word: as our pipeline names it, and as Sigstore's own tools do."""


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.sigstore.json"


def sign(
    statements: Mapping[str, Mapping[str, Any]],
    root: Path,
    settings: Signing,
    env: Mapping[str, str],
) -> dict[str, Path]:
    """Signs each statement and writes its bundle: name to path from `root`.

    Raises IncompleteError without an identity, and where Sigstore does not sign; then no bundle is
    left, neither a new nor an old one.
    """
    from sigstore import dsse
    from sigstore.oidc import IdentityToken
    from sigstore.sign import SigningContext

    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for name in statements:
        (root / path_of(name)).unlink(missing_ok=True)
    config = trust.read(settings, root)
    token = _token(env)
    with _said(token):
        context = SigningContext.from_trust_config(config)
        with context.signer(IdentityToken(token)) as signer:
            bundles = {
                name: signer.sign_dsse(dsse.Statement(_bytes(name, statement))).to_json()
                for name, statement in statements.items()
            }
    for name, bundle in bundles.items():
        (root / path_of(name)).write_text(bundle, encoding="utf-8")
    return {name: path_of(name) for name in bundles}


def _bytes(name: str, statement: Mapping[str, Any]) -> bytes:
    data = json.dumps(statement, separators=(",", ":"), ensure_ascii=False).encode()
    if len(data) > LIMIT:
        raise IncompleteError(f"the statement {name} has {len(data)} of at most {LIMIT} bytes")
    return data


def _token(env: Mapping[str, str]) -> str:
    """Of this run, for Sigstore alone. The library asks GitHub, in the process' own environment."""
    from sigstore.errors import Error
    from sigstore.oidc import detect_credential

    if given := next((env[name] for name in TOKENS if env.get(name)), None):
        return given
    try:
        token = detect_credential() if env.get("ACTIONS_ID_TOKEN_REQUEST_URL") else None
    except Error as error:
        raise IncompleteError(f"the forge gives no identity: {str(error)[:200]}") from None
    if not token:
        raise IncompleteError(
            "nothing says who signs: on GitHub grant the job `id-token: write`, on GitLab give it "
            f"`id_tokens: {TOKENS[0]}: aud: sigstore`; a laptop and a fork cannot sign"
        )
    return token


@contextmanager
def _said(token: str) -> Iterator[None]:
    """Each service has errors of its own; none of them may tell the token."""
    try:
        yield
    except IncompleteError:
        raise
    except Exception as error:
        said = str(error).replace(token, "***").partition("\n")[0][:300]
        raise IncompleteError(
            f"Sigstore did not sign ({type(error).__name__}: {said}): run the job again"
        ) from None
