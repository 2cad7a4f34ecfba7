"""What lies in an image, as the scanners name it: their findings have to meet our list."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldenpath_gates.bom.image import PLACE
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import inventory
from goldenpath_gates.vulnerabilities import package
from packageurl import PackageURL

from tests.gates.image.layouts import Hardlink, Row, Symlink, image

STATUS = "var/lib/dpkg/status"
APK = "lib/apk/db/installed"
DEBIAN: Row = ("usr/lib/os-release", b'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n')
ALPINE: Row = ("etc/os-release", b"ID=alpine\nVERSION_ID=3.22.1\n")
SITE = "service/.venv/lib/python3.13/site-packages"
IDNA = b"Metadata-Version: 2.4\nName: idna\nVersion: 3.10\nLicense-Expression: BSD-3-Clause\n\nText"


def dpkg(
    *packages: str, status: str = "install ok installed", architecture: str = "amd64"
) -> bytes:
    """Of `NAME VERSION` each."""
    rows = (
        f"Package: {name}\nStatus: {status}\nArchitecture: {architecture}\nVersion: {version}\n"
        "Description: of it\n more\n .\n Version: 9 is in the text\n"
        for name, version in map(str.split, packages)
    )
    return "\n".join(rows).encode()


def listed(folder: Path, *layers: list[Row]) -> list[str]:
    return [one["purl"] for one in inventory.components(image(folder, *layers))]


def deb(rest: str, distro: str = "debian-12") -> str:
    return f"pkg:deb/debian/{rest}&distro={distro}"


@pytest.mark.parametrize(
    ("rows", "purls"),
    [
        ([(STATUS, dpkg("tar 1.34"))], [deb("tar@1.34?arch=amd64")]),
        (
            [(STATUS, dpkg("bsdutils 1:2.38.1-5+deb12u3", "libstdc++6 12.2~rc1-14"))],
            [
                deb("bsdutils@1:2.38.1-5%2Bdeb12u3?arch=amd64"),
                deb("libstdc%2B%2B6@12.2~rc1-14?arch=amd64"),
            ],
        ),
        (
            [(STATUS, dpkg("zlib1g 1") + b"\n\n \n" + dpkg("zlib1g 1", architecture="i386"))],
            [deb("zlib1g@1?arch=amd64"), deb("zlib1g@1?arch=i386")],
        ),
        ([(STATUS, b"Package: tar\nVersion: 1\n")], ["pkg:deb/debian/tar@1?distro=debian-12"]),
        (
            [
                ("var/lib/dpkg/status.d/base-files", b"Package: base-files\nVersion: 12.4\n"),
                ("var/lib/dpkg/status.d/base-files.md5sums", b"Package: no\nVersion: 1\n"),
            ],
            ["pkg:deb/debian/base-files@12.4?distro=debian-12"],
        ),
        *(
            ([(STATUS, dpkg("tar 1", status=state))], [deb("tar@1?arch=amd64")])
            for state in ("install ok unpacked", "install ok half-configured", "hold ok installed")
        ),
    ],
)
def test_debian(tmp_path: Path, rows: list[Row], purls: list[str]) -> None:
    assert listed(tmp_path, [DEBIAN, *rows]) == purls


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(dpkg("gone 1", status="deinstall ok config-files"), id="removed"),
        pytest.param(dpkg("gone 1", status="purge ok not-installed"), id="purged"),
        pytest.param(b"Package: gone\nStatus: install ok installed\n", id="no version"),
        pytest.param(b"Version: 1\n", id="no name"),
        pytest.param(b"Description: x\n Package: gone\n Version: 1\n", id="within a description"),
    ],
)
def test_debian_noop(tmp_path: Path, text: bytes) -> None:
    there = deb("tar@1?arch=amd64")
    assert listed(tmp_path, [DEBIAN, (STATUS, dpkg("tar 1") + b"\n" + text)]) == [there]


def test_alpine(tmp_path: Path) -> None:
    text = b"""C:Q1x=
P:musl
V:1.2.5-r10
A:x86_64
L:MIT
o:musl
F:lib
R:ld-musl-x86_64.so.1
Z:Q1y=

P:libstdc++
V:14.2.0-r6
A:x86_64

P:.build-deps
V:20250101.1

V:1 has no name
"""
    (build, cxx, musl) = inventory.components(image(tmp_path, [ALPINE, (APK, text)]))
    assert build["purl"] == "pkg:apk/alpine/.build-deps@20250101.1?distro=alpine-3.22.1"
    assert cxx["purl"] == (
        "pkg:apk/alpine/libstdc%2B%2B@14.2.0-r6?arch=x86_64&distro=alpine-3.22.1"
    )
    assert musl == {
        "type": "library",
        "bom-ref": musl["purl"],
        "name": "musl",
        "version": "1.2.5-r10",
        "purl": "pkg:apk/alpine/musl@1.2.5-r10?arch=x86_64&distro=alpine-3.22.1",
        "licenses": [{"license": {"name": "MIT"}}],
    }


def test_the_place_of_a_newer_alpine(tmp_path: Path) -> None:
    rows: list[Row] = [("usr/" + APK, b"P:musl\nV:1\n"), ("lib", Symlink("usr/lib")), ALPINE]
    assert listed(tmp_path, rows) == ["pkg:apk/alpine/musl@1?distro=alpine-3.22.1"]


@pytest.mark.parametrize(
    ("ours", "grypes", "trivys"),
    [
        (
            "bsdutils 1:2.38.1-5+deb12u3",
            "pkg:deb/debian/bsdutils@1%3A2.38.1-5%2Bdeb12u3?arch=amd64&distro=debian-12"
            "&upstream=util-linux%402.38.1-5%2Bdeb12u3",
            "pkg:deb/debian/bsdutils@2.38.1-5%2Bdeb12u3?arch=amd64&distro=debian-12.11&epoch=1",
        ),
        (
            "libssl3 3.0.15-1~deb12u1",
            "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=amd64&distro=debian-12&upstream=openssl",
            "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=amd64&distro=debian-12.11",
        ),
        (
            "libstdc++6 12.2.0-14",
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64&upstream=gcc-12",
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?arch=amd64&distro=debian-12.11",
        ),
    ],
)
def test_a_scanner_means_the_same(tmp_path: Path, ours: str, grypes: str, trivys: str) -> None:
    """Neither names the source package as the package: it is in a qualifier."""
    (purl,) = listed(tmp_path, [DEBIAN, (STATUS, dpkg(ours))])
    keys = {package.package(one).key for one in (purl, grypes, trivys)}
    assert len(keys) == 1


def test_a_scanner_means_the_same_of_alpine(tmp_path: Path) -> None:
    (purl,) = listed(tmp_path, [ALPINE, (APK, b"P:musl\nV:1.2.5-r10\nA:x86_64\n")])
    trivys = "pkg:apk/alpine/musl@1.2.5-r10?arch=x86_64&distro=3.22.1"
    grypes = "pkg:apk/alpine/musl@1.2.5-r10?arch=x86_64&distro=alpine-3.22.1"
    assert {package.package(one).key for one in (trivys, grypes)} == {package.package(purl).key}


@pytest.mark.parametrize(
    "text",
    [
        "bsdutils 1:2.38.1-5+deb12u3",
        "lib%41 1_2",
        "a@b 1@2?c#d",
        "ünïcode 1&arch=x",
    ],
)
def test_a_package_url_is_the_one_of_the_specification(tmp_path: Path, text: str) -> None:
    (purl,) = listed(tmp_path, [DEBIAN, (STATUS, dpkg(text, architecture="a&b"))])
    read = PackageURL.from_string(purl)
    name, version = text.split()
    assert (read.name, read.version) == (name, version)
    assert read.qualifiers == {"arch": "a&b", "distro": "debian-12"}
    assert read.to_string() == purl


@pytest.mark.parametrize(
    ("metadata", "purl"),
    [
        (b"Name: idna\nVersion: 3.10\n", "pkg:pypi/idna@3.10"),
        (
            b"Name: Foo.Bar_baz\nVersion: 1!2.0+cu1\n\nName: text",
            "pkg:pypi/foo-bar-baz@1%212.0%2Bcu1",
        ),
        (b"Name: a\r\nVersion: 1\r\n\r\nx", "pkg:pypi/a@1"),
        (b"Summary: of\n two lines\nVersion: 1\nName: a\n", "pkg:pypi/a@1"),
        (b"Name: a\nVersion: 1\nAuthor: \xff\xfe\n", "pkg:pypi/a@1"),
    ],
)
def test_python(tmp_path: Path, metadata: bytes, purl: str) -> None:
    assert listed(tmp_path, [(f"{SITE}/x-1.dist-info/METADATA", metadata)]) == [purl]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (f"{SITE}/idna-3.10.dist-info/METADATA", SITE),
        (f"{SITE}/idna.egg-info/PKG-INFO", SITE),
        ("usr/lib/python3/dist-packages/idna-3.10.egg-info", "usr/lib/python3/dist-packages"),
        ("srv/idna-3.10-py3.13.egg/EGG-INFO/PKG-INFO", "srv/idna-3.10-py3.13.egg"),
        ("idna-3.10.dist-info/METADATA", "/"),
    ],
)
def test_where_python_packages_lie(tmp_path: Path, path: str, place: str) -> None:
    (idna,) = inventory.components(image(tmp_path, [(path, IDNA)]))
    assert idna["properties"] == [{"name": PLACE, "value": place}]
    assert idna["licenses"] == [{"expression": "BSD-3-Clause"}]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(f"{SITE}/idna-3.10.dist-info/RECORD", id="another file"),
        pytest.param(f"{SITE}/idna-3.10.dist-info/licenses/METADATA", id="further down"),
        pytest.param(f"{SITE}/idna/METADATA", id="another folder"),
        pytest.param(f"{SITE}/idna.egg-info/requires.txt", id="of an egg"),
        pytest.param("usr/share/doc/PKG-INFO", id="documentation"),
        pytest.param("backup/var/lib/dpkg/status", id="another database of Debian"),
    ],
)
def test_python_noop(tmp_path: Path, path: str) -> None:
    assert listed(tmp_path, [(path, IDNA)]) == []


def test_one_package_in_two_places(tmp_path: Path) -> None:
    rows: list[Row] = [
        (f"b/{path}", b"Name: Idna\nVersion: 3.10\n") for path in ("idna-3.10.dist-info/METADATA",)
    ]
    (idna,) = inventory.components(
        image(tmp_path, [("a/idna-3.10.dist-info/METADATA", IDNA)], rows)
    )
    assert [row["value"] for row in idna["properties"]] == ["a", "b"]


def test_two_versions_are_two(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("a/x.dist-info/METADATA", IDNA),
        ("b/x.dist-info/METADATA", IDNA.replace(b"3.10", b"3.9")),
    ]
    assert listed(tmp_path, rows) == ["pkg:pypi/idna@3.10", "pkg:pypi/idna@3.9"]


def test_a_package_that_a_later_layer_takes_away(tmp_path: Path) -> None:
    folder = f"{SITE}/idna-3.10.dist-info"
    assert listed(tmp_path, [(f"{folder}/METADATA", IDNA)], [(folder, "whiteout")]) == []


def test_a_package_of_hard_links(tmp_path: Path) -> None:
    """As uv makes them out of its cache."""
    cached = "root/.cache/uv/archive-v0/x/idna-3.10.dist-info/METADATA"
    rows: list[Row] = [(cached, IDNA), (f"{SITE}/idna-3.10.dist-info/METADATA", Hardlink(cached))]
    (idna,) = inventory.components(image(tmp_path, rows))
    assert [row["value"] for row in idna["properties"]] == ["root/.cache/uv/archive-v0/x", SITE]


@pytest.mark.parametrize(
    "metadata",
    [
        b"",
        b"Name: a\n",
        b"Version: 1\n",
        b"\nName: a\nVersion: 1\n",
        b"Name:\nVersion: 1\n",
        bytes(99),
    ],
)
def test_a_package_without_a_name(tmp_path: Path, metadata: bytes) -> None:
    with pytest.raises(IncompleteError, match=r"x\.dist-info/METADATA in the image names no pack"):
        listed(tmp_path, [("a/x.dist-info/METADATA", metadata)])


@pytest.mark.parametrize(
    "path",
    ["var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages.db", "var/lib/rpm/Packages"],
)
def test_rpm_is_not_passed_over(tmp_path: Path, path: str) -> None:
    with pytest.raises(IncompleteError, match=f"{path}: packages of RPM cannot be listed"):
        listed(tmp_path, [(path, b"SQLite format 3")])


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("etc/os-release", b"ID=arch\n")], id="another distribution"),
        pytest.param([DEBIAN], id="without its database"),
        pytest.param([DEBIAN, (STATUS, b"")], id="an empty database"),
        pytest.param([DEBIAN, (STATUS, Symlink("../elsewhere"))], id="a database elsewhere"),
        pytest.param([DEBIAN, (f"{SITE}/x.dist-info/METADATA", IDNA)], id="Python only"),
    ],
)
def test_a_distribution_without_packages_is_a_hole(tmp_path: Path, rows: list[Row]) -> None:
    with pytest.raises(IncompleteError, match="no package of it is listed where Debian"):
        listed(tmp_path, rows)


@pytest.mark.parametrize(
    "layers",
    [
        pytest.param([], id="no layer"),
        pytest.param([[("service", b"a static program")]], id="from scratch"),
    ],
)
def test_nothing_in_it(tmp_path: Path, layers: list[list[Row]]) -> None:
    assert listed(tmp_path, *layers) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"ID=debian\nVERSION_ID='12'\n", ("debian", "12")),
        (b'ID="debian"\r\nVERSION_ID="12"\r\n', ("debian", "12")),
        (b"# ID=x\nID_LIKE=x\nNAME=x\nID=debian\n", ("debian", "")),
        (b"\xff\xfe", ("linux", "")),
        (b"", ("linux", "")),
        (b'ID="a b/../c"\nVERSION_ID="1&x=y"\n', ("a", "1&x=y")),
    ],
)
def test_the_distribution(tmp_path: Path, text: bytes, said: tuple[str, str]) -> None:
    (purl,) = listed(tmp_path, [("etc/os-release", text), (STATUS, dpkg("tar 1"))])
    read = PackageURL.from_string(purl)
    assert isinstance(read.qualifiers, dict)
    assert (read.namespace, read.qualifiers["distro"]) == (said[0], "-".join(filter(None, said)))


def test_a_python_that_was_built_from_source(tmp_path: Path) -> None:
    """The official images say so in a variable."""
    env = ("PATH=/bin", "PYTHON_VERSION=3.13.9", "PYTHON_SHA256=x", "MY_PYTHON_VERSION=1")
    (python,) = inventory.components(image(tmp_path), env)
    assert (python["name"], python["purl"]) == ("python", "pkg:generic/python@3.13.9")


@pytest.mark.parametrize("env", [(), ("PYTHON_VERSION=",), ("PYTHON_VERSION",), ("PYTHON=3",)])
def test_a_python_noop(tmp_path: Path, env: tuple[str, ...]) -> None:
    assert inventory.components(image(tmp_path), env) == []


def test_the_first_os_release_counts(tmp_path: Path) -> None:
    rows: list[Row] = [DEBIAN, ("etc/os-release", b"ID=ubuntu\n"), (STATUS, dpkg("tar 1"))]
    assert listed(tmp_path, rows) == ["pkg:deb/ubuntu/tar@1?arch=amd64&distro=ubuntu"]


def test_licences_of_debian(tmp_path: Path) -> None:
    stated = (
        b"Files: *\nLicense: GPL-2+\n\nFiles: x\nLicense: MIT\n\nLicense: MIT\n text\nLicense:\n"
    )
    rows: list[Row] = [
        DEBIAN,
        (STATUS, dpkg("tar 1", "zip 1")),
        ("usr/share/doc/tar/copyright", stated),
    ]
    tar, zipped = inventory.components(image(tmp_path, rows))
    assert [one["license"]["name"] for one in tar["licenses"]] == ["GPL-2+", "MIT"]
    assert "licenses" not in zipped
