"""What may be seen of a refusal: its problem, and nothing of its reason."""

from .server import Answer

STATUS = {
    "unauthenticated": 401,
    "invalid-token": 401,
    "step-up-required": 401,
    "code-refused": 401,
    "insufficient-scope": 403,
    "tenant-mismatch": 403,
    "wrong-credential": 403,
    "csrf-refused": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "invalid-request": 422,
    "attempts-limited": 429,
}
CHALLENGES = {
    "unauthenticated": "Bearer",
    "invalid-token": 'Bearer error="invalid_token"',
    "step-up-required": 'Bearer error="insufficient_user_authentication", acr_values="',
    "insufficient-scope": 'Bearer error="insufficient_scope", scope="',
}


def assert_tells_no_more(answer: Answer, slug: str, method: str = "") -> None:
    """All refusals with this problem look like this one."""
    assert answer.status == STATUS[slug], answer.text
    challenge = answer.headers.get("www-authenticate", "")
    assert challenge.startswith(CHALLENGES.get(slug, "") if answer.status == 401 else "")
    assert not answer.cookies
    if method == "HEAD":
        assert not answer.text
        return
    problem = answer.json()
    assert problem == {
        "type": f"urn:problem-type:{slug}",
        "title": problem["title"],
        "status": STATUS[slug],
        "detail": f"{problem['title']}.",
        "instance": f"urn:request:{answer.request_id}",
        "request_id": answer.request_id,
    }
