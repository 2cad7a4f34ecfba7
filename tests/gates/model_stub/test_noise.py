from __future__ import annotations

from typing import Any

from goldenpath_gates.model_stub.noise import Noise
from goldenpath_gates.model_stub.reader import UNKNOWN

from tests.gates.model_stub.support import running, sync_client

ASKED: Any = [{"role": "user", "content": "q"}]


def hits(share: float, seed: int, requests: int = 10_000) -> set[int]:
    noise = Noise(share, seed)
    return {number for number in range(1, requests + 1) if noise.replaces(number)}


def test_the_share_is_kept_and_another_seed_hits_others() -> None:
    first, again, other = hits(0.02, 1), hits(0.02, 1), hits(0.02, 2)
    assert first == again != other
    assert 150 < len(first) < 250
    assert len(first & other) < 20


def test_none_and_all() -> None:
    assert hits(0, 1) == set()
    assert len(hits(1, 1, 100)) == 100


def test_a_replaced_answer_is_a_whole_answer() -> None:
    with running(noise=Noise(1.0)) as url, sync_client(url) as client:
        create = client.chat.completions.create
        plain = create(model="m", messages=ASKED)
        wanted = create(model="m", messages=ASKED, response_format={"type": "json_object"})
    assert plain.choices[0].message.content == UNKNOWN
    assert wanted.choices[0].message.content == f'{{"answer": "{UNKNOWN}"}}'
