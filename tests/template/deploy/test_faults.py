"""No fault that is planted into the manifests goes unseen; what is not at fault stays silent."""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from goldenpath_gates import config
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.policy.collect import manifests
from goldenpath_gates.policy.document import Document

from tests.support import Workshop, fresh_copy
from tests.template.deploy.faults import FAULTS, GONE, UNRENDERABLE, Fault
from tests.template.deploy.support import Judge, Schemas, documents, judges, rendered

NAME = "argocd-github-one"
GROUPS = ("deploy/overlays/production-main", "deploy/argocd")
"""Where faults are planted."""


@pytest.fixture(scope="module")
def service(workshop: Workshop) -> Path:
    return rendered(workshop, NAME)


@pytest.fixture(scope="module")
def found(service: Path) -> tuple[Document, ...]:
    return documents(service)


@pytest.fixture(scope="module")
def judging(service: Path, schemas: Schemas) -> Mapping[str, Judge]:
    return judges(service, schemas)


def finders(documents: Sequence[Document], judging: Mapping[str, Judge]) -> dict[str, list[str]]:
    return {name: said for name, judge in judging.items() if (said := list(judge(documents)))}


def planted(fault: Fault, documents: Sequence[Document]) -> Iterator[Document]:
    """The documents with the fault in the first object that it is for."""
    kind, _, name = fault.object.partition("/")
    done = False
    for document in documents:
        contents = document.contents
        here = document.group in GROUPS and contents["kind"] == kind
        if done or not here or name not in ("", contents["metadata"]["name"]):
            yield document
            continue
        changed = copy.deepcopy(contents)
        put(changed, fault)
        assert changed != contents, "the fault changes nothing"
        yield replace(document, contents=changed)
        done = True
    assert done, f"there is no {fault.object}"


def put(within: Any, fault: Fault) -> None:
    *path, last = fault.at
    for step in path:
        within = within[step]
    if fault.value is GONE:
        del within[last]
    else:
        within[last] = fault.value


def test_without_a_fault_nobody_finds_one(
    found: tuple[Document, ...], judging: Mapping[str, Judge]
) -> None:
    assert {document.group for document in found} > set(GROUPS)
    assert finders(found, judging) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_a_fault_is_found(
    fault: Fault, found: tuple[Document, ...], judging: Mapping[str, Judge]
) -> None:
    documents = tuple(planted(fault, found))
    if not list(judging[fault.finder](documents)):
        pytest.fail(f"found by {finders(documents, judging)}", pytrace=False)


def test_there_are_faults_for_everybody() -> None:
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)
    assert min(Counter(fault.finder for fault in FAULTS).values()) >= 10


@pytest.mark.parametrize(
    ("path", "before", "after"), [row[1:] for row in UNRENDERABLE], ids=[r[0] for r in UNRENDERABLE]
)
def test_a_fault_stops_kustomize(
    service: Path, tmp_path: Path, path: str, before: str, after: str
) -> None:
    broken = fresh_copy(service, tmp_path)
    file = broken / "deploy" / path
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    staging = replace(config.load(broken).policy, overlays=("deploy/overlays/staging",))
    with pytest.raises(IncompleteError, match="deploy/overlays/staging: kustomize cannot render"):
        list(manifests.documents(broken, staging, os.environ))
