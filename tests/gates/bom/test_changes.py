from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from goldenpath_gates.bom import changes
from goldenpath_gates.bom.lock_file import File, Lock, Package


def package(name: str, version: str, licence: str = "MIT") -> dict[str, Any]:
    return {
        "bom-ref": f"{name}=={version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"license": {"id": licence}}],
    }


def part(ref: str, version: str, digest: str = "") -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": digest}]
    return {"bom-ref": ref, "name": ref, "version": version, "hashes": hashes}


def between(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> changes.Changes:
    return changes.between("v1.0.0", {"components": before}, {"components": after})


BEFORE = [
    package("kept", "1.0"),
    package("gone", "1.0"),
    package("raised", "1.9"),
    package("lowered", "2.0"),
    package("Re_licensed", "1.0"),
    part("prompt:prompts/answer.prompty", "1.0.0", "aa"),
    part("data:evals/golden.jsonl", "sha256-aa", "aa"),
    part("model:gpt", "", ""),
]
AFTER = [
    package("kept", "1.0"),
    package("raised", "1.10"),
    package("lowered", "1.0"),
    package("re-licensed", "1.0", "ISC"),
    package("new", "1.0"),
    part("prompt:prompts/answer.prompty", "1.0.0", "bb"),
    part("data:evals/golden.jsonl", "sha256-bb", "bb"),
    part("model:gpt", "", ""),
    part("model:other", "2", ""),
]


def test_each_kind_of_change_is_named() -> None:
    found = between(BEFORE, AFTER)
    assert found.summary() == (
        "since v1.0.0: 1 added, 1 upgraded, 1 downgraded, 1 removed, 1 relicensed, "
        "1 model changed, 1 prompt changed, 1 data changed, 1 new licence: ISC"
    )
    assert [(one.kind, one.what, one.text) for one in found.changes] == [
        ("package", "added", "new 1.0 (MIT)"),
        ("package", "upgraded", "raised: 1.9 to 1.10"),
        ("package", "downgraded", "lowered: 2.0 to 1.0"),
        ("package", "removed", "gone 1.0 (MIT)"),
        ("package", "relicensed", "re-licensed: licence MIT to ISC"),
        ("model", "added", "other 2"),
        ("data", "changed", "evals/golden.jsonl: sha256-aa to sha256-bb"),
        ("prompt", "changed", "prompts/answer.prompty: other content under the same version"),
    ]
    notes = [str(note) for note in found.notes()]
    assert notes[0] == "uv.lock: sbom-added package new 1.0 (MIT)"
    assert notes[-1] == "uv.lock: sbom-new-licence no package was under ISC before"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(BEFORE, id="the same"),
        pytest.param(BEFORE[::-1], id="in another order"),
        pytest.param([*BEFORE, {"bom-ref": "image", "name": "image"}], id="no part of the service"),
        pytest.param(
            [*BEFORE, {"bom-ref": "lib==1", "name": "lib", "type": "library"}],
            id="of its workspace",
        ),
    ],
)
def test_noop(after: list[dict[str, Any]]) -> None:
    found = between(BEFORE, after)
    assert found.summary() == "since v1.0.0: nothing changed"
    assert list(found.notes()) == []


def test_the_page_is_a_table_that_no_name_can_break() -> None:
    page = between([], [package("a", "1.0"), part("data:a|<b>\n.md", "x")]).markdown()
    assert page == (
        "# What is in it, since v1.0.0: 1 added, 1 data changed, 1 new licence: MIT\n\n"
        "| what | change | which |\n|---|---|---|\n"
        "| package | added | a 1.0 (MIT) |\n"
        "| data | added | a&#124;&lt;b> .md x |"
    )


def test_many_changes_are_counted_and_stay_in_the_page() -> None:
    found = between([], [package(f"p{n}", "1.0") for n in range(300)])
    notes = list(found.notes())
    assert len(notes) == changes.MOST_NOTES + 2
    assert "100 more changes are in reports/sbom/changes.md" in str(notes[-2])
    assert found.markdown().count("added |") == 300


def test_several_are_counted_in_the_plural() -> None:
    parts = [part(f"{kind}:{n}", "1") for kind in ("model", "data") for n in "ab"]
    packages = [package("a", "1.0"), package("b", "1.0", "ISC")]
    said = "2 added, 2 models changed, 2 data changed, 2 new licences: ISC, MIT"
    assert between([], [*parts, *packages]).summary() == f"since v1.0.0: {said}"


def test_versions_that_no_standard_orders() -> None:
    (one,) = between([package("a", "one")], [package("a", "two")]).changes
    assert one.what == "changed"


def lock(*rows: tuple[str, str, str]) -> Lock:
    return Lock(
        tuple(
            Package(name, version, "registry", "", (File("https://x/a.whl", "", uploaded),), 3)
            for name, version, uploaded in rows
        )
    )


NOW = datetime(2026, 6, 10, tzinfo=UTC)


def test_what_is_locked_within_days_of_its_release_is_said() -> None:
    after = lock(("a", "2.0", "2026-06-08T10:00:00.5Z"), ("b", "1.0", "2026-06-01T00:00:00Z"))
    (note,) = changes.young(lock(("a", "1.0", "")), after, NOW)
    assert str(note).startswith("uv.lock:3: sbom-young a@2.0 was uploaded on 2026-06-08, less ")


@pytest.mark.parametrize(
    "uploaded",
    [
        pytest.param("2026-06-03T00:00:00Z", id="a week ago"),
        pytest.param("", id="the index tells no time"),
        pytest.param("yesterday", id="no time"),
        pytest.param("2026-06-09T00:00:00", id="a time in no zone"),
    ],
)
def test_noop_young(uploaded: str) -> None:
    assert not list(changes.young(lock(), lock(("a", "2.0", uploaded)), NOW))


def test_noop_young_before() -> None:
    same = lock(("a", "2.0", "2026-06-09T00:00:00Z"))
    assert not list(changes.young(same, same, NOW))
