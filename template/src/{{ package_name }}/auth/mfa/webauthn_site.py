"""What browsers and devices have to prove to our own pages (WebAuthn), and nobody else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from .refusals import wrong

ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.PREFERRED,
    user_verification=UserVerificationRequirement.REQUIRED,
)

Credential = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """`id` is the host that passkeys are for, `origin` the pages that may ask for them."""

    id: str
    origin: str
    name: str

    @classmethod
    def of(cls, public_url: str, name: str) -> Self:
        parts = urlsplit(public_url.lower())
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port not in (None, usual) else ""
        return cls(host, f"{parts.scheme}://{host}{port}", name)

    def creation(
        self, user_id: bytes, user_name: str, known: Iterable[bytes]
    ) -> PublicKeyCredentialCreationOptions:
        return webauthn.generate_registration_options(
            rp_id=self.id,
            rp_name=self.name,
            user_id=user_id,
            user_name=user_name,
            authenticator_selection=SELECTION,
            exclude_credentials=_descriptors(known),
            supported_pub_key_algs=ALGORITHMS,
        )

    def created(self, credential: Credential, challenge: bytes) -> VerifiedRegistration:
        """Raise Refused unless a device of the person at our page answers this challenge."""
        return _proved(
            lambda: webauthn.verify_registration_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                require_user_verification=True,
                supported_pub_key_algs=ALGORITHMS,
            )
        )

    def request(self, known: Iterable[bytes]) -> PublicKeyCredentialRequestOptions:
        return webauthn.generate_authentication_options(
            rp_id=self.id,
            allow_credentials=_descriptors(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def answered(
        self, credential: Credential, challenge: bytes, key: bytes
    ) -> VerifiedAuthentication:
        """Raise Refused unless the device with this key answers this challenge. Whether its counter
        goes on is for the caller to see."""
        return _proved(
            lambda: webauthn.verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=self.origin,
                credential_public_key=key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        )


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _descriptors(ids: Iterable[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=id) for id in ids]


def _proved(verify: Callable[[], T]) -> T:
    try:
        return verify()
    except Exception as error:  # for bytes of a stranger it raises more than what it documents
        raise wrong(f"passkey-{type(error).__name__}") from error
