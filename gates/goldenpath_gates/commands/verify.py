"""Refuse an image that is not what this service's pipeline built, judged and signed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goldenpath_gates.registry.reference import Reference
    from goldenpath_gates.signing.identity import Identity
    from goldenpath_gates.signing.referrers import Named
    from goldenpath_gates.signing.settings import Signing
    from goldenpath_gates.signing.verify import Verified

WHO = ("repository", "workflow", "ref", "issuer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", help="HOST/PATH[:TAG]@sha256:DIGEST; a tag has to name the digest")
    parser.add_argument("--layout", metavar="FOLDER", type=Path, help="its bytes, to hash them all")
    parser.add_argument(
        "--bundle",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a Sigstore bundle; again for each (default: those beside the image in its registry)",
    )
    parser.add_argument("--sbom", metavar="FILE", type=Path, help="has to be what was signed")
    parser.add_argument("--repository", metavar="URL", help="of the source, instead of [signing]")
    parser.add_argument("--workflow", metavar="PATH", help="that signs, instead of [signing]")
    parser.add_argument("--ref", help="that was built, instead of [signing]")
    parser.add_argument("--issuer", metavar="URL", help="of the identity, instead of [signing]")
    parser.add_argument("--trust-config", metavar="FILE", help="of a private Sigstore")
    parser.add_argument(
        "--as-policy", action="store_true", help="print the same demand for a cluster, as YAML"
    )


def run(args: argparse.Namespace) -> int:
    """Raises RefusedError with every reason, IncompleteError where it cannot be judged."""
    import os

    from goldenpath_gates import console
    from goldenpath_gates.registry import reference
    from goldenpath_gates.registry.refusal import RefusedError
    from goldenpath_gates.signing import admission
    from goldenpath_gates.signing.identity import expected

    root = Path.cwd()
    image = reference.parse(args.image)
    settings = _settings(root, args)
    identity = expected(settings, os.environ, root)
    if args.as_policy:
        private = settings.trust_config is not None
        print(admission.policy(image.repository, identity, private=private), end="")
        return 0
    try:
        verified = _verified(image, args, settings, identity)
    except RefusedError as error:
        for finding in error.findings:
            console.say(console.plain(str(finding)))
        console.say(f"{image}: refused")
        return error.exit_code
    for line in _lines(verified):
        console.say(console.plain(line))
    return 0


def _settings(root: Path, args: argparse.Namespace) -> Signing:
    """Without goldenpath.toml, as where an image is only deployed, from the arguments alone."""
    from dataclasses import replace

    from goldenpath_gates import config
    from goldenpath_gates.signing.settings import Signing

    there = (root / config.FILENAME).exists()
    settings = config.load(root).signing if there else Signing()
    given = {key: getattr(args, key) for key in (*WHO, "trust_config") if getattr(args, key)}
    return replace(settings, **given)


def _verified(
    image: Reference, args: argparse.Namespace, settings: Signing, identity: Identity
) -> Verified:
    import os

    from goldenpath_gates.registry import layout, tags
    from goldenpath_gates.signing import referrers, trust, verify

    if args.layout:
        layout.require(args.layout, image.digest)
    if image.tag:
        tags.require(image, os.environ)
    bundles = _read(args.bundle) or referrers.bundles(image, os.environ)
    config = trust.read(settings, Path.cwd())
    return verify.verify(image, bundles, identity, config, args.sbom)


def _read(paths: Iterable[Path]) -> list[Named]:
    from goldenpath_gates.errors import IncompleteError
    from goldenpath_gates.signing.referrers import LIMIT, Named

    bundles = []
    for path in paths:
        try:
            with path.open("rb") as file:
                bundles.append(Named(str(path), file.read(LIMIT + 1)))
        except OSError as error:
            raise IncompleteError(f"{path}: cannot be read: {error.strerror}") from None
    return bundles


def _lines(verified: Verified) -> Iterable[str]:
    from goldenpath_gates.signing.statements import NAMES

    yield f"{verified.image}: verified, built of commit {verified.commit}"
    for kind, name in NAMES.items():
        said = verified.statements[kind].claims
        yield (
            f"{name}: signed {said.time:%Y-%m-%d %H:%M} UTC by {said.signer} "
            f"for {said.repository} {said.ref}, {said.run}"
        )
