"""What is delivered: the image that was published, by its digest, and still verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from goldenpath_gates import strictjson
from goldenpath_gates.config import Config
from goldenpath_gates.errors import IncompleteError, UsageError
from goldenpath_gates.registry import reference
from goldenpath_gates.registry.reference import Reference

FILE = Path("reports/publish/promotion.json")


@dataclass(frozen=True)
class Promoted:
    """What `publish` handed on, each by its digest; `manifests` for Flux alone."""

    image: Reference
    manifests: Reference | None = None


def read(root: Path) -> Promoted:
    """Raises IncompleteError where the stage `publish` handed on no image with a digest."""
    try:
        body = strictjson.loads((root / FILE).read_bytes())
        manifests = body.get("manifests")
        return Promoted(reference.parse(body["image"]), manifests and reference.parse(manifests))
    except OSError as error:
        message = f"{FILE}: cannot be read ({error.strerror}): run the stage publish before"
        raise IncompleteError(message) from None
    except (ValueError, KeyError, TypeError, AttributeError, UsageError) as error:
        message = f"{FILE}: names no image by its digest ({str(error)[:200]}): run publish again"
        raise IncompleteError(message) from None


def verify(image: Reference, root: Path, config: Config, env: Mapping[str, str]) -> None:
    """As `goldenpath verify` does, at the last moment before a cluster is told of the image.

    Raises RefusedError where nobody who counts vouches for it.
    """
    from goldenpath_gates.signing import identity, referrers, trust
    from goldenpath_gates.signing.verify import verify as verified

    who = identity.expected(config.signing, env, root)
    verified(image, referrers.bundles(image, env), who, trust.read(config.signing, root))


def release_of(digest: str) -> str:
    """What the service says of itself in `x-service-release`."""
    return digest.removeprefix("sha256:")[:12]
