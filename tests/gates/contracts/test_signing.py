"""Against the example of the standard, and a verification written apart from it."""

from __future__ import annotations

import base64
import hmac

import pytest
from goldenpath_gates.contracts.signing import new_secret, signed
from goldenpath_gates.errors import UsageError
from hypothesis import given, settings
from hypothesis import strategies as st

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # the public example of the standard


def test_the_example_of_the_standard() -> None:
    headers = signed(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@settings(derandomize=True)
@given(st.binary(), st.integers(0, 10**11), st.text("abc_-.", min_size=1))
def test_whoever_has_the_secret_can_check(body: bytes, timestamp: int, id: str) -> None:
    secret = new_secret()
    code = signed(secret, id, timestamp, body)["webhook-signature"].removeprefix("v1,")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{id}.{timestamp}.".encode() + body
    assert hmac.digest(key, content, "sha256") == base64.b64decode(code)


def test_a_secret_is_new_and_long_enough() -> None:
    secrets = {new_secret() for _ in range(9)}
    assert len(secrets) == 9
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in secrets} == {32}


@pytest.mark.parametrize("secret", ["whsec_a", "whsec_\xe9", "whsec_a b="])
def test_what_is_no_secret_is_not_quoted(secret: str) -> None:
    with pytest.raises(UsageError) as caught:
        signed(secret, "a", 1, b"")
    assert secret not in str(caught.value)
