"""What people may do, by the roles that the provider gives them. Each role has what the one before
it has; a role that does not stand here is worth nothing."""

from collections.abc import Iterable, Mapping

VIEWER = frozenset({"prompts:read", "routing:read", "budget:read"})
DEVELOPER = VIEWER | {"answers:write", "keys:read", "keys:write"}
OPERATOR = DEVELOPER | {"routing:write", "secrets:read"}
OWNER = OPERATOR | {"secrets:write", "budget:write", "models:export"}

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": VIEWER,
    "developer": DEVELOPER,
    "operator": OPERATOR,
    "owner": OWNER,
}


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(ROLES.get(role, frozenset()) for role in roles))
