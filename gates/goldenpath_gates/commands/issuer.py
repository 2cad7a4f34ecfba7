"""Serve an issuer of access tokens for tests, on loopback: no identity provider."""

from goldenpath_gates.issuer import add_arguments, run

__all__ = ["add_arguments", "run"]
