"""`[delivery]` of `goldenpath.toml`."""

from __future__ import annotations

import pytest
from goldenpath_gates import config
from goldenpath_gates.delivery.settings import QUESTION, Delivery, Environment, Smoke
from goldenpath_gates.errors import UsageError

from tests.gates.support import CONFIG

PLACE = (
    '[delivery.environments.staging]\nurl = "https://a.example.com"\nnamespace = "a-b-staging"\n'
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Delivery()),
        ("[delivery]\n", Delivery(smoke=(QUESTION,))),
        (
            '[delivery]\ngitops = "flux"\nproduction = ["p-a", "p-b"]\nanswers = 3\npoll = 0.5\n',
            Delivery(gitops="flux", production=("p-a", "p-b"), answers=3, poll=0.5),
        ),
        (
            f"{PLACE}timeout = 60\n",
            Delivery(
                environments={
                    "staging": Environment(
                        "staging", "https://a.example.com", "a-b-staging", timeout=60
                    )
                }
            ),
        ),
        (
            '[[delivery.smoke]]\nmethod = "GET"\npath = "/v1/models"\n',
            Delivery(smoke=(Smoke("GET", "/v1/models"),)),
        ),
    ],
)
def test_parse(text: str, expected: Delivery) -> None:
    assert config.parse(CONFIG + text).delivery == expected


@pytest.mark.parametrize(
    "text",
    [
        '[delivery]\ngitops = "argo"\n',
        "[delivery]\nproduction = []\n",
        '[delivery]\nproduction = ["a", "a"]\n',
        '[delivery]\nstaging = "-a"\n',
        '[delivery]\nstaging = "a/../b"\n',
        '[delivery]\nrepository = "--upload-pack=x"\n',
        '[delivery]\nrepository = "https://me:secret@git.example.com/e.git"\n',
        "[delivery]\nanswers = 0\n",
        "[delivery]\npoll = 0\n",
        PLACE + 'cluster = "ftp://example.com"\n',
        PLACE + "timeout = 0\n",
        PLACE.replace("a-b-staging", "A"),
        PLACE.replace("staging]", '"Staging"]'),
        PLACE.replace('url = "https://a.example.com"\n', ""),
        '[[delivery.smoke]]\npath = "v1"\n',
        '[[delivery.smoke]]\nmethod = "DELETE"\n',
    ],
)
def test_parse_refused(text: str) -> None:
    with pytest.raises(UsageError, match="config-schema delivery"):
        config.parse(CONFIG + text)


@pytest.mark.parametrize(
    ("namespace", "slug"),
    [("answers-production", "answers"), ("a-b-staging", "a-b"), ("answers", "answers")],
)
def test_slug(namespace: str, slug: str) -> None:
    assert Environment("e", "https://a.example.com", namespace).slug == slug
