"""How a second factor is refused: always in the same way, whatever is wrong with it."""

from ..refusals import Refused
from ..step_up import CHALLENGE


def wrong(reason: str) -> Refused:
    return Refused("code-refused", reason, {"WWW-Authenticate": CHALLENGE})
