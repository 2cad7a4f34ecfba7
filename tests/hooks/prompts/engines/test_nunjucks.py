from __future__ import annotations

import pytest
from goldenpath_hooks.prompts.engines import nunjucks
from goldenpath_hooks.prompts.engines.parsed import Broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{% if a %}{% elseif b %}{% endif %}", ["a", "b"]),
        ("{{ a && b || !c }}", ["a", "b", "c"]),
        ("{% if a === null %}{% endif %}{{ undefined }}", ["a"]),
        ("{% asyncEach x in a %}{{ x }}{% endeach %}", ["a"]),
        ("{% switch a %}{% case b %}c{% default %}{{ d }}{% endswitch %}", ["a", "b", "d"]),
        ("{{ r/a+\\/b/g.test(a) }}", ["a"]),
        ("{{ $json.a }}", ["$json.a"]),
        ("{% verbatim %}{{ a }}{% endverbatim %}{{ b }}", ["b"]),
        ("{{ 'it\\'s \\d' }}", []),
    ],
)
def test_uses(text: str, expected: list[str]) -> None:
    assert [use.path for use in nunjucks.parse(text).uses] == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{{ a", 3),
        ("{% if a %}", 0),
        ("a {{ b c }}", 7),
        ("{{ a[1:] }}", 6),
        ("{{ a[:b] }}", 5),
    ],
)
def test_broken(text: str, at: int) -> None:
    with pytest.raises(Broken) as broken:
        nunjucks.parse(text)
    assert broken.value.offset == at
