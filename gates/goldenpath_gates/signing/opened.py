"""What lies in a bundle, once its signature and the identity of its signer hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goldenpath_gates.registry.refusal import RefusedError
from goldenpath_gates.report import Finding
from goldenpath_gates.signing.certificate import Claims, claims, differences
from goldenpath_gates.signing.identity import Identity
from goldenpath_gates.signing.referrers import LIMIT, Named

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.models import Bundle, ClientTrustConfig

IN_TOTO = "application/vnd.in-toto+json"
TIME = ("not valid at validation time", "expired at time of signing")
TRUST = ("failed to verify SCT", "checkpoint: invalid signature")
"""What the library says, in its own words, where a certificate or a log is not of this Sigstore."""


@dataclass
class Policy:
    """Asked by the library as soon as the certificate is known to be genuine."""

    identity: Identity
    name: str
    findings: list[Finding] = field(default_factory=list)

    def verify(self, certificate: Certificate) -> None:
        from sigstore.errors import VerificationError

        self.findings = list(differences(claims(certificate), self.identity, self.name))
        if self.findings:
            raise VerificationError("another identity")


def opened(bundle: Named, identity: Identity, trust: ClientTrustConfig) -> tuple[bytes, Claims]:
    """The statement, as it was signed, and what the certificate says. Nothing is fetched.

    Raises RefusedError: whatever the library says of hostile bytes, they do not count.
    """
    from sigstore.verify import Verifier

    parsed = _parsed(bundle)
    policy = Policy(identity, bundle.name)
    try:
        kind, payload = Verifier(trusted_root=trust.trusted_root).verify_dsse(parsed, policy)
    except Exception as error:
        raise RefusedError(policy.findings or [_finding(error, bundle.name)]) from None
    if kind != IN_TOTO:
        message = f"it holds {kind!r:.80}, not a statement of in-toto; sign again"
        raise RefusedError([Finding("verify-bundle", message, bundle.name)])
    return payload, claims(parsed.signing_certificate)


def _parsed(bundle: Named) -> Bundle:
    from sigstore.models import Bundle

    try:
        if len(bundle.data) > LIMIT:
            raise ValueError(f"longer than {LIMIT} bytes")
        return Bundle.from_json(bundle.data)
    except Exception as error:
        message = f"not a bundle of Sigstore ({_words(error)}): fetch it again, or sign again"
        raise RefusedError([Finding("verify-bundle", message, bundle.name)]) from None


def _finding(error: Exception, name: str) -> Finding:
    from sigstore.errors import CertValidationError

    words = _words(error)
    if any(known in str(error) for known in TIME):
        message = f"not signed in the minutes that its certificate counts ({words})"
        return Finding("verify-time", message, name)
    if isinstance(error, CertValidationError) or any(known in str(error) for known in TRUST):
        message = (
            f"its certificate or log is not of the Sigstore that is trusted here ({words}); for a "
            "private one set [signing] trust_config"
        )
        return Finding("verify-trust", message, name)
    message = f"changed after it was signed, or never signed so ({words})"
    return Finding("verify-signature", message, name)


def _words(error: Exception) -> str:
    first = str(error).partition("\n")[0]
    return "".join(c if c.isprintable() else " " for c in first)[:160] or type(error).__name__
