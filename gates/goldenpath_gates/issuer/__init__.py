"""Signs access tokens for services under test. No identity provider: it believes everybody."""

from goldenpath_gates.issuer.command import add_arguments, run

__all__ = ["add_arguments", "run"]
