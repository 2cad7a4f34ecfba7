from __future__ import annotations

import json
from importlib.resources import files

import pytest
from goldenpath_hooks.prompts.models import apis, families, family, model, vendor
from goldenpath_hooks.prompts.read import read
from goldenpath_hooks.prompts.settings import LintSettings

from tests.hooks.prompts.rules.asking import prompty

GROUPS = json.loads(files("goldenpath_hooks.prompts").joinpath("models.json").read_text())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("gpt-4.1", "gpt-4.1"),
        ("gpt-4.1-2025-04-14", "gpt-4.1"),
        ("openai/gpt-4.1-mini", "gpt-4.1-mini"),
        ("openai:chat:gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("GPT-4o", "gpt-4o"),
        ("gpt-35-turbo-0125", "gpt-35-turbo"),
        ("o3-mini", "o3-mini"),
        ("claude-3-5-sonnet-20241022", "claude-3-5-sonnet"),
        ("claude-3.5-sonnet", "claude-3-5-sonnet"),
        ("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5"),
        ("anthropic:messages:claude-opus-4-1-20250805", "claude-opus-4-1"),
        ("bedrock:us.anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet"),
        ("vertexai/gemini-2.5-flash", "gemini-2.5-flash"),
        ("google:video:veo-3.1-generate-preview", "veo-3.1"),
        ("vertex:llama-3.2-90b-vision-instruct-maas", "llama-3.2"),
        ("watsonx:meta-llama/llama-3-3-70b-instruct", "llama-3-3"),
        ("googleai/gemini-2.0-flash-exp", "gemini-2.0-flash"),
        ("gemini-1.5-pro-002", "gemini-1.5-pro"),
        ("mistral-ai/mistral-small-2503", "mistral-small"),
        ("meta/Llama-3.3-70B-Instruct", "llama-3.3"),
        ("meta/Llama-4-Maverick-17B-128E-Instruct-FP8", "llama-4-maverick"),
        ("ollama:llama3:8b", "llama3"),
        ("deepseek/DeepSeek-R1", "deepseek-r1"),
        ("xai/grok-3-mini", "grok-3-mini"),
        ("cohere/Cohere-command-r-plus-08-2024", None),
        ("microsoft/Phi-4-mini-instruct", "phi-4-mini"),
    ],
)
def test_family(name: str, expected: str | None) -> None:
    found = family(name)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("gpt-4.1-minni", id="a slip is no version"),
        pytest.param("claude-sonnet-3", id="a version that there never was"),
        pytest.param("acme-gpt-4.1", id="a deployment with a familiar end"),
        pytest.param("claude-opus-4-9", id="a version to come"),
        pytest.param("gpt-5.9", id="another one"),
        pytest.param("gpt", id="a vendor's stem alone"),
        pytest.param("", id="nothing"),
        pytest.param("gpt-4.1" + "-1" * 5000, id="longer than any id"),
        pytest.param("gpt-4.1" + "-1.1" * 40 + "x", id="much to go back over"),
    ],
)
def test_no_family(name: str) -> None:
    assert family(name) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("openai/gpt-4.1", "openai"), ("openai:chat:gpt-4.1", "openai"), ("gpt-4.1", "")],
)
def test_vendor(name: str, expected: str) -> None:
    assert vendor(name) == expected


def test_own_model() -> None:
    (prompt,) = read("prompts/a.prompty", prompty("model: acme-chat-7b\n").encode()).prompts
    settings = LintSettings(models={"acme-chat-7b": {"window": 32768, "output": 4096}})
    found = model(prompt, settings)
    assert found
    assert (found.window, found.output, found.api.name) == (32768, 4096, "any")


def test_elsewhere_other_parameters_are_taken() -> None:
    head = "model:\n  id: openrouter/openai/o3-mini\n"
    (prompt,) = read("prompts/a.prompty", prompty(head).encode()).prompts
    found = model(prompt, LintSettings())
    assert found
    assert (found.id, found.api.name, found.refuses) == ("o3-mini", "any", ())


@pytest.mark.parametrize("group", [*GROUPS["families"], *GROUPS["apis"].values()])
def test_every_figure_has_a_source(group: dict[str, str]) -> None:
    assert group["source"].startswith("https://")


def test_table_is_sound() -> None:
    names = [name for group in GROUPS["families"] for name in group["models"]]
    assert len(names) == len(set(names)) == len(families())
    assert all(name == name.lower() for name in names)
    for found in families().values():
        assert set(found.refuses) <= apis()["any"].takes
        assert found.output is None or (found.window and found.output <= found.window)
