from __future__ import annotations

from collections.abc import Callable

import pytest
from goldenpath_hooks.prompts.lock import Hashes
from goldenpath_hooks.prompts.lock_parts import take_apart, without_comments
from goldenpath_hooks.prompts.read import read
from hypothesis import given
from hypothesis import strategies as st

PROMPT = """\
---
name: answer
description: Answers. # but which?
metadata:
  version: 1.0.0
  owner: team-a
model:
  id: gpt-4.1-mini
  options:
    temperature: 0
    seed: 1
    stopSequences: [a, b]
inputs:
  - name: question
    kind: string
    description: What is asked.
  - name: description
    kind: string
outputs:
  answer:
    kind: object
    properties:
      title: {kind: string, description: The title.}
tools:
  - name: search
    kind: function
sample: {question: Why?}
---
system:
Answer in plain words.

user:
{{ question }} {# ask #} {{ description }}
"""


def hashes(text: str) -> Hashes:
    [prompt] = read("answer.prompty", text.encode()).prompts
    return take_apart(prompt).hashes()


def put(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


NEUTRAL: dict[str, Callable[[str], str]] = {
    "version": put("1.0.0", "2.0.0"),
    "owner": put("team-a", "team-b"),
    "quotes": put("id: gpt-4.1-mini", 'id: "gpt-4.1-mini"'),
    "float": put("temperature: 0\n", "temperature: 0.0\n"),
    "flow to block": put("[a, b]", "\n    - a\n    - b"),
    "order of keys": put(
        "    kind: string\n    description: What is asked.\n",
        "    description: What is asked.\n    kind: string\n",
    ),
    "list to mapping": put("tools:\n  - name: search\n    kind:", "tools:\n  search:\n    kind:"),
    "waiver": put("  owner", "  # goldenpath: allow x until 2027-01-31 by a: b\n  owner"),
    "last line": lambda text: text + "\n\n",
    "no last line end": lambda text: text.rstrip("\n"),
}
LAST: dict[str, Callable[[str], str]] = {
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
}


@given(st.sets(st.sampled_from(sorted(NEUTRAL))), st.sets(st.sampled_from(sorted(LAST))))
def test_what_changes_no_rendering_changes_no_hash(edits: set[str], last: set[str]) -> None:
    text = PROMPT
    for name in sorted(edits):
        text = NEUTRAL[name](text)
    for name in sorted(last, reverse=True):
        text = LAST[name](text)
    assert hashes(text) == hashes(PROMPT)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("Answers.", "Replies.", "notes"),
        ("but which", "and which", "notes"),
        ("# but which?", "", "notes"),
        ("# ask #", "# tell #", "notes"),
        ("What is asked.", "What they ask.", "notes"),
        ("The title.", "A title.", "notes"),
        ("Why?", "Who?", "notes"),
        ("  owner", "  team: x\n  owner", "notes"),
        ("gpt-4.1-mini", "gpt-5", "content"),
        ("temperature: 0", "temperature: 1", "content"),
        ("[a, b]", "[b, a]", "content"),
        ("seed: 1", "seed: true", "content"),
        ("kind: function", "kind: mcp", "content"),
        ("plain words", "few words", "content"),
        ("words.\n", "words. \n", "content"),
        ("system:", "user:", "content"),
        ("model:", "other: 1\nmodel:", "content"),
        ("title: {kind: string", "title: {kind: integer", "interface"),
        ("name: description", "name: details", "interface"),
        ("properties:\n", "properties:\n      description: {kind: string}\n", "interface"),
        ("  id:", "  apiType: responses\n  id:", "interface"),
    ],
)
def test_each_change_shows_in_its_part(old: str, new: str, part: str) -> None:
    before, after = hashes(PROMPT)._asdict(), hashes(put(old, new)(PROMPT))._asdict()
    assert [key for key in before if before[key] != after[key]] == [part]


@pytest.mark.parametrize(
    ("text", "rendered", "comments"),
    [
        ("a", "a", []),
        ("a {# b #} c", "a  c", ["b"]),
        ("a {#- b -#} c", "ac", ["b"]),
        ("a\n{#- b #}\nc {# d\n#}", "a\nc ", ["b", "d"]),
        ("a {# b", "a {# b", []),
        ("a {#-#} b", "a b", [""]),
        ("a {#--#} b", "ab", [""]),
    ],
)
def test_comments_of_a_template(text: str, rendered: str, comments: list[str]) -> None:
    import jinja2

    assert without_comments(text) == (rendered, comments)
    if comments:
        assert jinja2.Template(text).render() == rendered


@pytest.mark.parametrize(
    ("text", "times"), [("{#", 500_000), ("{#--#} ", 140_000), ("{#--#}" + " " * 1_000, 900)]
)
def test_a_large_template_takes_no_time(text: str, times: int) -> None:
    without_comments(text * times)


def test_places_of_comments_count_characters() -> None:
    text = PROMPT.replace("Answers.", "Ж" * 40 + "\U0001f600.")
    assert hashes(text).notes != hashes(text.replace("but which", "and which")).notes
    assert hashes(text) == hashes(text.replace("1.0.0", "1.0.10"))


def test_the_hashes_of_a_release_stay() -> None:
    """Other ones would make every lock of every service stale."""
    assert hashes(PROMPT) == Hashes(
        interface="2566f2869f9b777d", content="9830bc1bdbcf193d", notes="adfd8acaa08ed8a7"
    )
