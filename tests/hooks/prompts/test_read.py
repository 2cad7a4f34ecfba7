from __future__ import annotations

import pytest
from goldenpath_hooks.findings import Place
from goldenpath_hooks.prompts.document import Document
from goldenpath_hooks.prompts.read import read
from hypothesis import given, settings
from hypothesis import strategies as st

PATHS = (
    "a.prompty",
    "a.prompt",
    "a.jinja",
    "a.prompt.yml",
    "promptfooconfig.yaml",
    "promptfooconfig.json",
    "a.txt",
)
PIECES = (
    "---\n", "+++\n", "name: a\n", "model: a\n", "inputs:\n  a: b\n", "template: mustache\n",
    "- ", "prompts: [", "providers: a\n", "messages:\n- role: user\n  content: ", "'", '"',
    "|\n  ", ">\n", "system:\n", "user[a=b]:\n", "# ", "{{", "}}", "{{ a.b }}", "{% if a %}",
    "{% endif %}", "{#", "#}", "{% for m in a %}", "{{m.role}}:\n", "{% endfor %}", "{{#each a}}",
    "{{/each}}", "{{else}}", '{{role "user"}}', "{{> p}}", "{{!--", "--}}", "{{{{", "\\{{", "(",
    ")", "[", "]", "&a ", "*a ", "<<: ", "!!x ", "? ", "\r", "\r\n", "\n", "  ", "\t", "\x00",
    "\u2028", "\ufeff", "\xe9", "{", "}", '[{"role": "user", "content": "', '"}]', "\\u0041",
    "\\n", ",", ": ",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(path=st.sampled_from(PATHS), text=TEXTS, junk=st.binary(max_size=6))
def test_any_bytes_are_a_document(path: str, text: str, junk: bytes) -> None:
    for data in (text.encode(), text.encode() + junk):
        document = read(path, data)
        lines = document.text.split("\n")
        for place in places(document):
            if document.text:
                assert 1 <= place.line <= len(lines)
                assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def places(document: Document) -> list[Place]:
    found = [problem.place for problem in document.problems]
    for prompt in document.prompts:
        found += [prompt.body, *prompt.settings.places.values()]
        for message in prompt.messages:
            found += [message.place, message.template.place]
            found += [use.place for use in message.template.uses]
            found += [mark.place for mark in message.template.marks]
    return found


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b"a\r\n\xc3\xa9\xff", "byte 0xff", Place(2, 2)),
        (b"\xef\xbb\xbfa\xff", "byte 0xff", Place(1, 2)),
        (b"\xff\xfea\0", "UTF-16", Place(1, 1)),
        (b"a" * 1_000_001, "1 MB", Place(1, 1)),
    ],
)
@pytest.mark.parametrize("path", PATHS[:5])
def test_refused(path: str, data: bytes, message: str, place: Place) -> None:
    (problem,) = read(path, data).problems
    assert problem.rule == "prompt-format"
    assert message in problem.message
    assert problem.place == place


@pytest.mark.parametrize(
    "unit", ["{{", "{% if a %}", "(", " ", "\t", "\r", "user:\n", "{{#if a}}", "{#", "\u00e9", "- "]
)
@pytest.mark.parametrize("path", PATHS)
def test_long_input(path: str, unit: str) -> None:
    data = b"---\nname: a\n---\n{{a" + unit.encode() * 5_000
    assert isinstance(read(path, data), Document)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.txt", "{{", id="no prompt by name"),
        pytest.param("ci.yaml", "on: [", id="broken YAML of another kind"),
        pytest.param("ci.yaml", "prompts: [a b]", id="no promptfoo without providers or tests"),
        pytest.param("package.json", "{", id="broken JSON of another kind"),
    ],
)
def test_no_prompt(path: str, text: str) -> None:
    assert read(path, text.encode()) == Document(path, text)
