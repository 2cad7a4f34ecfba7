from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.bom import document, ml
from goldenpath_gates.bom.settings import Model, Origin, Sbom

from tests.gates.support import CONFIG, write

PROMPT = """\
---
name: answer
description: Answers.
metadata:
  version: 2.1.0
  owner: "@acme/ai"
model:
  id: gpt-4.1-mini
---
system:
Answer.
"""
GPT = Model("gpt-4.1-mini", "OpenAI", "LicenseRef-OpenAI", terms="https://openai.com/policies")
WEIGHTS = Model("llama", "Meta", "Apache-2.0", "3.1", f"sha256:{'ab' * 32}")
EMPTY = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}


@pytest.fixture
def service(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        {
            "prompts/answer.prompty": PROMPT,
            "prompts/prompts.lock": "# head\nanswer 2.1.0 interface:aa content:bb answer.prompty\n",
            "evals/golden.jsonl": '{"id": 1}\n\n{"id": 2}\n',
            "knowledge/a.md": "A\n",
            "knowledge/deep/b.md": "B\n",
        },
    )


def parts(root: Path, sbom: Sbom | None = None, **evals: Any) -> ml.Parts:
    settings = config.parse(CONFIG)
    evals = {"datasets": ("evals/golden.jsonl",), **evals}
    settings = replace(settings, eval=replace(settings.eval, **evals))
    return ml.parts(root, replace(settings, sbom=sbom or Sbom(models=(GPT,))), "root-component")


def by_ref(found: ml.Parts) -> dict[str, Any]:
    return {component["bom-ref"]: component for component in found.components}


def test_models_prompts_and_data_are_components_that_the_service_needs(service: Path) -> None:
    found = parts(service, Sbom(models=(GPT, WEIGHTS)))
    bom = document.extended(EMPTY, found.components, found.edges)
    document.require_valid(bom, "bom.cdx.json")
    all_ = by_ref(found)
    refs = [
        *("model:gpt-4.1-mini", "model:llama", "prompt:prompts/answer.prompty"),
        *("data:evals/golden.jsonl", "data:knowledge/a.md", "data:knowledge/deep/b.md"),
    ]
    assert list(all_) == refs
    edges = {row["ref"]: row.get("dependsOn", []) for row in bom["dependencies"]}
    assert edges["root-component"] == sorted(refs)
    assert edges["prompt:prompts/answer.prompty"] == ["model:gpt-4.1-mini"]
    assert found.found == []


def test_what_each_says(service: Path) -> None:
    all_ = by_ref(parts(service, Sbom(models=(GPT, WEIGHTS))))
    model, weights = all_["model:gpt-4.1-mini"], all_["model:llama"]
    assert model["type"] == "machine-learning-model"
    assert model["supplier"] == {"name": "OpenAI"}
    assert model["licenses"][0]["license"]["name"] == "LicenseRef-OpenAI"
    assert model["externalReferences"] == [{"type": "license", "url": GPT.terms}]
    used = {"name": "goldenpath:used-by", "value": "prompts/answer.prompty"}
    assert model["properties"] == [used]
    assert weights["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert (weights["version"], weights["licenses"][0]["license"]["id"]) == ("3.1", "Apache-2.0")
    prompt = all_["prompt:prompts/answer.prompty"]
    assert (prompt["name"], prompt["version"]) == ("answer", "2.1.0")
    assert prompt["supplier"] == {"name": "@acme/ai"}
    assert prompt["hashes"][0]["content"] == hashlib.sha256(PROMPT.encode()).hexdigest()
    assert prompt["properties"][0]["value"] == "interface:aa content:bb"
    data = all_["data:evals/golden.jsonl"]
    assert {"name": "goldenpath:cases", "value": "2"} in data["properties"]
    assert data["version"] == f"sha256-{data['hashes'][0]['content'][:12]}"
    assert data["supplier"] == {"name": "tiny"}


def test_the_same_files_give_the_same_bytes(service: Path, tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        found = parts(service)
        texts.append(document.text(document.extended(EMPTY, found.components, found.edges)))
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


def test_data_of_others_has_its_origin(service: Path) -> None:
    origin = Origin("knowledge/deep/*", "Acme", "CC-BY-4.0", "2026-01")
    data = by_ref(parts(service, Sbom(models=(GPT,), origins=(origin,))))
    deep = data["data:knowledge/deep/b.md"]
    assert (deep["supplier"], deep["version"]) == ({"name": "Acme"}, "2026-01")
    assert deep["licenses"][0]["license"]["id"] == "CC-BY-4.0"
    assert "licenses" not in data["data:knowledge/a.md"]


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4.1-mini",
        "gpt-4.1-mini-2025-04-14",
        "gpt-4.1-mini-20250414",
        "gpt-4.1-mini-0414",
        "gpt-4.1-mini-002",
        pytest.param("gpt-4.1-mini-2*", id="a pattern for its days"),
        "gpt-4.1-mini-2025-*",
        "gpt-4.1-mini-*",
    ],
)
def test_noop_a_dated_name_is_the_same_model(service: Path, name: str) -> None:
    assert parts(service, models=(name,)).found == []


@pytest.mark.parametrize(
    "name", ["gpt-4.1", "gpt-4.1-mini-high", "gpt-4.1-minis", "gpt-4.1-mini-5-2025-04-14", "gpt-*"]
)
def test_another_name_is_another_model(service: Path, name: str) -> None:
    (found,) = parts(service, models=(name,)).found
    assert (found.rule, found.path, found.subject) == ("sbom-model", "goldenpath.toml", name)


def test_an_undeclared_model_is_listed_and_found(service: Path) -> None:
    found = parts(service, Sbom())
    assert found.found[0].path == "prompts/answer.prompty"
    assert "name, provider and licence" in found.found[0].text
    assert by_ref(found)["model:gpt-4.1-mini"]["name"] == "gpt-4.1-mini"
    assert found.edges["prompt:prompts/answer.prompty"] == ["model:gpt-4.1-mini"]


def test_the_models_of_indexes_count(service: Path) -> None:
    indexes = {"indexes": {"docs": {"model": "embed-3"}}}
    write(service, {"contracts/embeddings.json": json.dumps(indexes)})
    (found,) = parts(service).found
    assert (found.subject, found.path) == ("embed-3", "contracts/embeddings.json")


def test_what_is_denied_is_denied_to_models_and_data_too(service: Path) -> None:
    model = replace(GPT, licence="CC-BY-NC-4.0")
    origin = Origin("knowledge/*", "Acme", "CC-BY-NC-4.0")
    found = parts(service, Sbom(models=(model,), origins=(origin,))).found
    assert [(one.rule, one.subject) for one in found] == [
        ("sbom-licence", "gpt-4.1-mini"),
        ("sbom-licence", "knowledge/*"),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"prompts/broken.prompty": "---\nmodel: [\n---\n"},
        {"prompts/none.prompty": "no front matter"},
        {"prompts/odd.prompty": "---\nmodel: {id: {}}\nmetadata: 1\n---\n"},
        {"contracts/embeddings.json": "["},
        {"contracts/embeddings.json": '{"indexes": [1]}'},
        {"contracts/embeddings.json": "[" * 100_000},
        {"prompts/prompts.lock": "\x00\nanswer\n"},
    ],
    ids=str,
)
def test_noop_what_other_stages_refuse(service: Path, files: dict[str, str]) -> None:
    write(service, {name: text[:200_000] for name, text in files.items()})
    found = parts(service)
    document.require_valid(document.extended(EMPTY, found.components, found.edges), "bom.cdx.json")
    assert found.found == []


def test_links_out_of_the_service_are_not_followed(service: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.md"
    outside.write_text("secret")
    (service / "knowledge" / "link.md").symlink_to(outside)
    assert "data:knowledge/link.md" not in by_ref(parts(service))
