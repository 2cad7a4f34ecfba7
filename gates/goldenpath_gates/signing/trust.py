"""Which Sigstore is trusted: the public one, or the one of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.signing.settings import Signing

if TYPE_CHECKING:
    from sigstore.models import ClientTrustConfig

LIMIT = 4 * 1024 * 1024
"""Bytes of a trust configuration."""


def read(settings: Signing, root: Path) -> ClientTrustConfig:
    """Roots, logs and services. Of the public instance they are fetched, with signatures (TUF).

    Raises IncompleteError where there are none.
    """
    if settings.trust_config is None:
        return _public()
    from sigstore.models import ClientTrustConfig

    path = root / settings.trust_config
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
        config = ClientTrustConfig.from_json(data[:LIMIT].decode())
        config.trusted_root.get_fulcio_certs()
    except OSError as error:
        raise IncompleteError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # each part of the library has its own for a broken file
        said = str(error).partition("\n")[0][:200]
        raise IncompleteError(
            f"{path}: not a ClientTrustConfig of Sigstore ({said}): export it from your Sigstore"
        ) from None
    return config


def _public() -> ClientTrustConfig:
    from sigstore.errors import Error
    from sigstore.models import ClientTrustConfig

    try:
        return ClientTrustConfig.production()
    except (Error, OSError) as error:
        raise IncompleteError(
            f"the roots of the public Sigstore cannot be fetched ({type(error).__name__}): let "
            "this machine reach tuf-repo-cdn.sigstore.dev, or set [signing] trust_config"
        ) from None
