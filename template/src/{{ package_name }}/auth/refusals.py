"""Why a request is refused: a problem for the client, a reason for the audit log alone."""


class Refused(Exception):
    """`slug` is a problem of `problems.PROBLEMS`. What the client is told does not depend on the
    reason, so that nobody can feel their way to a credential that is taken."""

    def __init__(self, slug: str, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.slug = slug
        self.reason = reason
        self.headers = headers or {}


def invalid(reason: str) -> Refused:
    """A credential that cannot be used, whatever is wrong with it."""
    return Refused("invalid-token", reason)


def insufficient(scopes: str, reason: str = "scope") -> Refused:
    """A credential that is good, but not for this; `scopes` are those that it lacks."""
    challenge = f'Bearer error="insufficient_scope", scope="{scopes}"'
    return Refused("insufficient-scope", reason, {"WWW-Authenticate": challenge})
