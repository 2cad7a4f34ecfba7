"""What is delivered is verified again, in a real registry, against a real Sigstore on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates import config
from goldenpath_gates.delivery import promotion
from goldenpath_gates.registry import layout, push
from goldenpath_gates.registry.reference import Repository
from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.signing import referrers

from tests import registry_box
from tests.gates.signing.support import IDENTITY, said, signed
from tests.gates.support import CONFIG, write
from tests.sigstore_box import Sigstore

WHO = f'issuer = "{IDENTITY.issuer}"\nrepository = "{IDENTITY.repository}"\n'
WORKFLOW = 'workflow = ".github/workflows/goldenpath.yml"\n'


def test_only_what_is_signed_is_delivered(tmp_path: Path) -> None:
    registry, sigstore = registry_box.Registry(), Sigstore()
    registry_box.image(tmp_path / "image")
    settings = f'[signing]\ntrust_config = "t.json"\n{WHO}{WORKFLOW}'
    files = {"goldenpath.toml": CONFIG + settings, "t.json": sigstore.trust_config}
    root = write(tmp_path / "service", files)
    told = config.load(root)
    with registry.serving() as host:
        place = Repository(host, "acme/answers")
        image = push.push(layout.read(tmp_path / "image"), place, registry_box.ENV)
        with pytest.raises(RefusedError, match="verify-missing"):
            promotion.verify(image, root, told, registry_box.ENV)
        bundles = [each.data for each in signed(sigstore, said(image))]
        referrers.attach(image, bundles, registry_box.ENV)
        promotion.verify(image, root, told, registry_box.ENV)
        stranger = write(root, {"t.json": Sigstore().trust_config})
        with pytest.raises(RefusedError):
            promotion.verify(image, stranger, told, registry_box.ENV)
