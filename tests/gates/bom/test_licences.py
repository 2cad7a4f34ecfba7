from __future__ import annotations

from typing import Any

import pytest
from goldenpath_gates.bom import licences, lock_file
from goldenpath_gates.bom.settings import Sbom
from goldenpath_gates.errors import UsageError

DEFAULT = Sbom()
NOTHING = lock_file.Lock(())
LOCK = lock_file.Lock((lock_file.Package("Foo.Bar", "1.0", "registry", "", (), 7),))


def component(*rows: dict[str, Any], name: str = "foo-bar") -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@1.0"
    return {"name": name, "version": "1.0", "purl": purl, "licenses": list(rows)}


def named(*names: str) -> dict[str, Any]:
    return component(*({"license": {"name": name}} for name in names))


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (component(), "not declared"),
        (component({"license": {"id": "MIT"}}), "MIT"),
        (component({"expression": "MIT OR Apache-2.0"}), "Apache-2.0 OR MIT"),
        (named("MIT", "mit", "License :: OSI Approved :: MIT License"), "MIT"),
        (named("Apache License, Version 2.0"), "Apache-2.0"),
        (named("License :: OSI Approved :: Apache Software License", "MIT"), "Apache-2.0 AND MIT"),
        (named("3-Clause BSD License"), "BSD-3-Clause"),
        # It may be either, so both have to be allowed.
        (named("License :: OSI Approved :: BSD License"), "BSD-2-Clause AND BSD-3-Clause"),
        (named("GPL-2.0+"), "GPL-2.0-or-later"),
        (named("Our Own Terms"), "Our Own Terms"),
        (named("MIT License\n\nCopyright somebody\nPermission is"), "MIT"),
        (named("Copyright somebody\nThe whole text\nof a licence"), "not declared"),
        (named("x" * 81), "not declared"),
        (component({"license": {}}), "not declared"),
        (named("Acme (", "MIT"), "Acme ( AND MIT"),
    ],
)
def test_declared(one: dict[str, Any], expected: str) -> None:
    assert licences.declared(one) == expected


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "Apache-2.0 AND MIT",
        pytest.param("GPL-3.0-only OR MIT", id="the side of MIT is taken"),
        "MIT AND (AGPL-3.0-only OR (BSD-3-Clause AND ISC))",
        pytest.param("LGPL-2.1-or-later", id="not the GPL, though its name ends so"),
        pytest.param("GPL-2.0-or-later WITH Classpath-exception-2.0", id="linking is free"),
        pytest.param("GPL-3.0-only WITH GCC-exception-3.1", id="what is compiled is free"),
        pytest.param("Apache-2.0 WITH LLVM-exception", id="an exception frees further"),
        "MPL-2.0",
    ],
)
def test_noop_allowed(licence: str) -> None:
    assert licences.verdict_of(licence, DEFAULT).allowed


@pytest.mark.parametrize(
    ("licence", "denied", "unknown"),
    [
        ("AGPL-3.0-only", ["AGPL-3.0-only"], []),
        ("GPL-3.0-only AND MIT", ["GPL-3.0-only"], []),
        ("GPL-3.0-only OR SSPL-1.0", ["GPL-3.0-only", "SSPL-1.0"], []),
        ("Foo OR GPL-3.0-only", ["GPL-3.0-only"], ["Foo"]),
        (
            "GPL-2.0-only WITH Linux-syscall-note",
            ["GPL-2.0-only WITH Linux-syscall-note"],
            [],
        ),
        # No SPDX exception: what is called one may take away.
        ("MIT WITH Commons-Clause", [], ["MIT WITH Commons-Clause"]),
        ("BSD-4-Clause", [], ["BSD-4-Clause"]),
        ("LicenseRef-Acme", [], ["LicenseRef-Acme"]),
        ("not declared", [], ["not declared"]),
        ("MIT AND (", [], ["MIT AND ("]),
        ("(" * 5000, [], ["(" * 5000]),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_not_allowed(licence: str, denied: list[str], unknown: list[str]) -> None:
    verdict = licences.verdict_of(licence, DEFAULT)
    assert (list(verdict.denied), list(verdict.unknown)) == (denied, unknown)


def test_the_teams_lists_replace_ours_and_deny_is_stronger() -> None:
    ours = Sbom(allow=("LicenseRef-*", "MIT", "ISC"), deny=("isc",))
    assert licences.verdict_of("LicenseRef-Acme AND MIT", ours).allowed
    assert licences.verdict_of("ISC", ours).denied == ("ISC",)
    assert licences.verdict_of("Apache-2.0", ours).unknown == ("Apache-2.0",)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (named("AGPL-3.0-only"), "is under AGPL-3.0-only (denied: AGPL-3.0-only): replace"),
        (named("Our Own Terms"), "(neither allowed nor denied: Our Own Terms): have it read"),
        (component(), "declares no licence: "),
    ],
)
def test_found(one: dict[str, Any], said: str) -> None:
    (found,) = licences.judged({"components": [one]}, DEFAULT, LOCK)
    assert said in found.text
    assert (found.rule, found.path, found.line) == ("sbom-licence", "uv.lock", 7)
    assert found.subject == "foo-bar@1.0"


def test_noop_only_packages_are_judged() -> None:
    data = {"type": "data", "bom-ref": "data:a", "name": "a"}
    assert not list(licences.judged({"components": [data]}, DEFAULT, NOTHING))


def test_noop_a_part_of_the_service_has_its_licence() -> None:
    member = {"type": "library", "bom-ref": "lib==1.0", "name": "lib", "version": "1.0"}
    lock = lock_file.Lock((lock_file.Package("lib", "1.0", "editable", "packages/lib", ()),))
    assert not list(licences.judged({"components": [member]}, DEFAULT, lock))
    assert list(licences.judged({"components": [member]}, DEFAULT, NOTHING))


def test_a_stated_licence_counts_and_is_noted() -> None:
    settings = Sbom(licences={"Foo_Bar": "MIT OR ISC", "gone": "MIT"})
    bom, notes = licences.stated({"components": [named("Our Own Terms")]}, settings)
    assert bom["components"][0]["licenses"] == [
        {"expression": "MIT OR ISC", "acknowledgement": "concluded"}
    ]
    assert not list(licences.judged(bom, settings, NOTHING))
    assert [note.message for note in notes] == [
        "foo-bar@1.0 is under MIT OR ISC as [sbom.licences] states; declared: Our Own Terms",
        "[sbom.licences] states a licence for gone, which is not installed: remove it",
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Sbom(allow=("Apache 2.0",)), r"`allow` of \[sbom\] names 'Apache 2.0'"),
        (Sbom(deny=("APGL-3.0",)), r"`deny` of \[sbom\] names 'APGL-3.0'"),
        (Sbom(licences={"a": "MIT OR Foo"}), r"\[sbom.licences\] of a names 'MIT OR Foo'"),
        (Sbom(licences={"a": "MIT OR"}), "no SPDX licence"),
    ],
)
def test_a_slip_in_a_list_is_a_usage_error(settings: Sbom, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        licences.require_known(settings)


def test_noop_known() -> None:
    licences.require_known(DEFAULT)
    licences.require_known(Sbom(allow=("LicenseRef-Acme",), licences={"a": "MIT OR ISC"}))


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", {"license": {"id": "MIT"}}),
        ("MIT OR ISC", {"expression": "MIT OR ISC"}),
        ("LicenseRef-Acme", {"license": {"name": "LicenseRef-Acme"}}),
        ("Our Own Terms", {"license": {"name": "Our Own Terms"}}),
    ],
)
def test_entries(licence: str, expected: dict[str, Any]) -> None:
    (entry,) = licences.entries(licence)
    place = entry.get("license", entry)
    assert place.pop("acknowledgement") == "declared"
    assert entry == expected


def test_every_name_of_the_table_stands_for_spdx() -> None:
    for name, expression in licences._table().items():
        assert name == licences._plain(name)
        licences.require_known(Sbom(licences={name: expression}))
