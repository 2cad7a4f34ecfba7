"""The store that a URL names. What the others need is imported only where they are used."""

from pydantic import SecretStr

from ...errors import StartError
from . import Store
from .memory import MemoryStore
from .paused import PausedStore

SCHEMES = ("postgresql", "redis", "rediss")


def open_store(url: SecretStr | None) -> Store:
    """Connect to nothing yet; raise StartError, without a word of the URL: it holds a password."""
    if url is None:
        return MemoryStore()
    text = url.get_secret_value()
    scheme = text.partition("://")[0]
    if scheme not in SCHEMES:
        raise StartError(f"AUTH_STORE_URL begins with none of {', '.join(SCHEMES)} and ://.")
    try:
        return PausedStore(_sql(text) if scheme == "postgresql" else _redis(text))
    except ValueError:
        raise StartError(f"AUTH_STORE_URL is no usable {scheme} URL.") from None


def _sql(url: str) -> Store:
    from sqlalchemy.exc import ArgumentError

    from .sql import SqlStore

    try:
        return SqlStore.of(url)
    except ArgumentError:
        raise ValueError from None


def _redis(url: str) -> Store:
    from .redis import RedisStore

    return RedisStore.of(url)
