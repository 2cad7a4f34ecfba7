"""One vulnerability counts once per package, and two never become one."""

from __future__ import annotations

import pytest
from goldenpath_gates.vulnerabilities.merge import merged
from goldenpath_gates.vulnerabilities.model import Severity, Vulnerability
from goldenpath_gates.vulnerabilities.package import package

STARLETTE = package("pkg:pypi/starlette@0.40.0")


def one(id_: str, *aliases: str, severity: Severity = "high", scanner: str = "a") -> Vulnerability:
    return Vulnerability(id_, STARLETTE, severity, aliases, scanner=scanner)


@pytest.mark.parametrize(
    ("found", "ids"),
    [
        pytest.param([one("CVE-1"), one("CVE-1")], ["CVE-1"], id="the same id"),
        pytest.param([one("GHSA-1", "CVE-1"), one("CVE-1")], ["CVE-1"], id="an alias"),
        pytest.param([one("GHSA-1"), one("PYSEC-1", "GHSA-1")], ["GHSA-1"], id="no CVE at all"),
        pytest.param(
            [one("GHSA-1"), one("PYSEC-1", "GHSA-1", "CVE-1")],
            ["CVE-1"],
            id="an advisory finds its CVE",
        ),
        pytest.param(
            [one("PYSEC-1", "GHSA-1"), one("GHSA-1", "CVE-1"), one("PYSEC-1")],
            ["CVE-1"],
            id="a chain",
        ),
    ],
)
def test_counts_once(found: list[Vulnerability], ids: list[str]) -> None:
    for order in (found, found[::-1]):
        assert [each.id for each in merged(order)] == ids


@pytest.mark.parametrize(
    ("found", "ids"),
    [
        pytest.param([one("CVE-1"), one("CVE-2")], ["CVE-1", "CVE-2"], id="two ids"),
        pytest.param(
            [one("ALAS-1", "CVE-1", "CVE-2")], ["CVE-1", "CVE-2"], id="one advisory for two"
        ),
        pytest.param(
            [one("GHSA-1", "CVE-1"), one("PYSEC-1", "GHSA-1", "CVE-2")],
            ["CVE-1", "CVE-2"],
            id="two that share an advisory",
        ),
    ],
)
def test_noop(found: list[Vulnerability], ids: list[str]) -> None:
    for order in (found, found[::-1]):
        assert [each.id for each in merged(order)] == ids


def test_an_advisory_for_two_is_no_alias_of_either() -> None:
    assert [each.aliases for each in merged([one("ALAS-1", "CVE-1", "CVE-2")])] == [(), ()]


def test_other_packages_stay_apart() -> None:
    other = Vulnerability("CVE-1", package("pkg:pypi/starlette@0.41.0"), "high")
    assert len(merged([one("CVE-1"), other])) == 2


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        (["high", "critical"], "critical"),
        (["unknown", "low"], "low"),
        (["unknown", "unknown"], "unknown"),
        (["negligible", "medium"], "medium"),
    ],
)
def test_the_gravest_that_is_known(said: list[Severity], severity: str) -> None:
    found = [one("CVE-1", severity=each, scanner=f"s{i}") for i, each in enumerate(said)]
    (both,) = merged(found)
    assert (both.severity, both.scanner) == (severity, "s0 and s1")


def test_what_either_knows_is_kept() -> None:
    trivy = Vulnerability("CVE-1", package("pkg:pypi/starlette@0.40.0"), "high", title="t")
    purl = "pkg:pypi/starlette@0.40.0?x=y"
    grype = Vulnerability("CVE-1", package(purl), "high", ("GHSA-1",), ("0.47.2",), url="u")
    (both,) = merged([trivy, grype])
    assert (both.fixed_in, both.title, both.url) == (("0.47.2",), "t", "u")
    assert both.aliases == ("GHSA-1",)
    assert both.package.purls == ("pkg:pypi/starlette@0.40.0", purl)
