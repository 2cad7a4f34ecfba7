from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Format, Prompt
from goldenpath_hooks.prompts.read import read

TEXT = """\
prompts:
  - "Say {{word}}"
  - file://prompts/a.txt
  - prompts/*.txt
  - raw: |
      {% if loud %}{{ word }}{% endif %}
    label: loud
  - - role: user
      content: Say {{ word }}
  - '[{"role": "user", "content": "It''s \\"{{ word }}\\" {{ env.KEY }}"}]'
providers:
  - id: openai:gpt-4o
    config: {temperature: 0, max_tokens: 5}
defaultTest: {vars: {loud: true}}
tests:
  - vars: {word: hello}
"""


def test_prompts() -> None:
    prompts = of(TEXT)
    assert [prompt.key for prompt in prompts] == [
        ("prompts", 0),
        ("prompts", 3, "raw"),
        ("prompts", 4),
        ("prompts", 5),
    ]
    assert {prompt.format for prompt in prompts} == {Format.PROMPTFOO}
    assert prompts[1].name == "loud"
    assert prompts[0].model == "openai:gpt-4o"
    assert prompts[0].options == {"temperature": 0, "maxOutputTokens": 5}
    assert prompts[0].sample == {"loud": True, "word": "hello"}


def test_places() -> None:
    words = [
        use.place
        for prompt in of(TEXT)
        for message in prompt.messages
        for use in message.template.uses
        if use.path == "word"
    ]
    assert words == [Place(2, 12), Place(6, 23), Place(9, 23), Place(10, 47)]


def test_an_alias_stands_for_its_text() -> None:
    (first, second) = of("providers: a\nprompts: [&p 'a {{b}}', *p]\n")
    assert first.messages == second.messages


@pytest.mark.parametrize(
    "prompt",
    ["file://a b.json:x", "a/b.txt", "prompts.py:create", "*.json", "exec: run it", "chat.yaml"],
)
def test_elsewhere(prompt: str) -> None:
    assert of(f"providers: a\nprompts: ['{prompt}']\n") == ()


def test_several_prompts_one_broken() -> None:
    found = read("x.yaml", b"tests: []\nprompts:\n- a {{b\n- c {{d}}\n")
    assert [prompt.key for prompt in found.prompts] == [("prompts", 1)]
    assert [(p.rule, p.place.line) for p in found.problems] == [("template-syntax", 3)]


def test_the_name_is_enough() -> None:
    assert len(of("prompts: ['a {{b}}']\n")) == 1


def test_json() -> None:
    text = b'{"providers": "a",\n "prompts": ["\\ud83d\\ude00 \\n{{ b }}"]}'
    (prompt,) = read("promptfooconfig.json", text).prompts
    assert prompt.messages[0].template.uses[0].place == Place(2, 33)


def of(text: str) -> tuple[Prompt, ...]:
    found = read("promptfooconfig.yaml", text.encode())
    assert found.problems == ()
    return found.prompts
