"""Which packages lie in an image, as CycloneDX components: of Debian, of Alpine, of Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from typing import Any
from urllib.parse import quote

from goldenpath_gates.bom.document import canonical
from goldenpath_gates.bom.image import PLACE
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.image import filesystem
from goldenpath_gates.registry.layout import Layout

OS_RELEASE = ("etc/os-release", "usr/lib/os-release")
DPKG = re.compile(r"var/lib/dpkg/(?:status|status\.d/(?!.*\.md5sums$)[^/]+)")
APK = re.compile(r"(?:usr/)?lib/apk/db/installed")
RPM = re.compile(r"(?:var/lib|usr/lib/sysimage|usr/share)/rpm/(?:rpmdb\.sqlite|Packages(?:\.db)?)")
PYTHON = re.compile(
    r"(?:(?P<place>.+)/)?(?:[^/]+\.(?:dist-info/METADATA|egg-info(?:/PKG-INFO)?)|EGG-INFO/PKG-INFO)"
)
COPYRIGHT = re.compile(r"usr/share/doc/(?P<package>[^/]+)/copyright")
PATTERNS = (DPKG, APK, RPM, PYTHON, COPYRIGHT)
LICENCE = re.compile(r"^License:[ \t]*(\S.{0,79})$", re.M)

Component = dict[str, Any]


def wanted(path: str) -> bool:
    return path in OS_RELEASE or any(pattern.fullmatch(path) for pattern in PATTERNS)


def components(layout: Layout, env: Sequence[str] = ()) -> list[Component]:
    """One per package URL, sorted. Raises IncompleteError for a database that is not known."""
    files = filesystem.read(layout, wanted)
    system = _os_release(files)
    found = {one["purl"]: one for one in _interpreters(env)}
    for path in sorted(files):
        for reader in READERS:
            if match := reader.pattern.fullmatch(path):
                text = files[path].decode("utf-8", "replace")
                for component in reader.read(text, match, system, files):
                    _add(component, found)
    _require_packages(files, system, found)
    return [found[purl] for purl in sorted(found)]


def _require_packages(
    files: Mapping[str, bytes], system: System, found: Mapping[str, Component]
) -> None:
    """What calls itself a distribution has packages, though we may not know where."""
    ours = any(purl.startswith(("pkg:deb/", "pkg:apk/")) for purl in found)
    if not ours and any(path in files for path in OS_RELEASE):
        raise IncompleteError(
            f"the image is of {system.id} {system.version}, and no package of it is listed where "
            "Debian and Alpine do, so the bill of materials would have a hole: start from a "
            "Debian, Alpine or distroless image, or from scratch"
        )


def _interpreters(env: Sequence[str]) -> Iterator[Component]:
    """Python itself, which the official images build from source, and name in a variable."""
    for word in env:
        name, _, version = word.partition("=")
        if name == "PYTHON_VERSION" and version:
            yield _component("python", version, f"pkg:generic/python@{_quoted(version)}")


def _add(component: Component, found: dict[str, Component]) -> None:
    """A package that lies in two places is one component with two places."""
    first = found.setdefault(component["purl"], component)
    if first is not component:
        first.setdefault("properties", []).extend(component.get("properties", ()))


@dataclass(frozen=True)
class System:
    """Which distribution, such as `debian` and `12`."""

    id: str
    version: str


@dataclass(frozen=True)
class Reader:
    pattern: re.Pattern[str]
    read: Callable[[str, re.Match[str], System, Mapping[str, bytes]], Iterable[Component]]


def _os_release(files: Mapping[str, bytes]) -> System:
    text = next((files[path] for path in OS_RELEASE if path in files), b"").decode(
        "utf-8", "replace"
    )
    said = dict(re.findall(r"^(\w+)=[\"']?([^\"'\s]*)", text, re.M))
    return System(said.get("ID", "linux"), said.get("VERSION_ID", ""))


def _dpkg(
    text: str, match: re.Match[str], system: System, files: Mapping[str, bytes]
) -> Iterator[Component]:
    for paragraph in re.split(r"\n\s*\n", text):
        said = dict(re.findall(r"^([\w-]+): *(.*)$", paragraph, re.M))
        if "Version" not in said or "Package" not in said:
            continue
        # Files of a package are there in every other state, distroless states none.
        if said.get("Status", "").rpartition(" ")[2] in ("config-files", "not-installed"):
            continue
        copyright_ = files.get(f"usr/share/doc/{said['Package']}/copyright", b"")
        licences = sorted(set(LICENCE.findall(copyright_.decode("utf-8", "replace"))))
        named = (said["Package"], said["Version"], said.get("Architecture", ""))
        yield _package("deb", system, *named, licences)


def _apk(
    text: str, match: re.Match[str], system: System, files: Mapping[str, bytes]
) -> Iterator[Component]:
    for paragraph in text.split("\n\n"):
        said = dict(re.findall(r"^([PVAL]):(.*)$", paragraph, re.M))
        if "P" in said and "V" in said:
            licences = [said["L"]] if said.get("L") else []
            yield _package("apk", system, said["P"], said["V"], said.get("A", ""), licences)


def _rpm(
    text: str, match: re.Match[str], system: System, files: Mapping[str, bytes]
) -> Iterator[Component]:
    raise IncompleteError(
        f"{match[0]}: packages of RPM cannot be listed here, so the bill of materials would have "
        "a hole: start from a Debian, Alpine or distroless image"
    )


def _python(
    text: str, match: re.Match[str], system: System, files: Mapping[str, bytes]
) -> Iterator[Component]:
    said = HeaderParser().parsestr(text.partition("\n\n")[0])
    name, version = said["Name"], said["Version"]
    if not name or not version:
        raise IncompleteError(f"{match[0]} in the image names no package: reinstall it")
    licence = said["License-Expression"]
    yield {
        **_component(name, version, f"pkg:pypi/{_quoted(canonical(name))}@{_quoted(version)}"),
        **({"licenses": [{"expression": licence}]} if licence else {}),
        "properties": [{"name": PLACE, "value": match["place"] or "/"}],
    }


READERS = (Reader(DPKG, _dpkg), Reader(APK, _apk), Reader(RPM, _rpm), Reader(PYTHON, _python))


def _package(
    kind: str, system: System, name: str, version: str, architecture: str, licences: list[str]
) -> Component:
    """A package of the operating system; the qualifiers are those of the package URL's types."""
    distro = f"{system.id}-{system.version}" if system.version else system.id
    qualifiers = {"arch": architecture, "distro": distro}
    said = "&".join(f"{key}={_quoted(value)}" for key, value in qualifiers.items() if value)
    purl = f"pkg:{kind}/{_quoted(system.id)}/{_quoted(name)}@{_quoted(version)}?{said}"
    licensed = {"licenses": [{"license": {"name": name}} for name in licences]} if licences else {}
    return {**_component(name, version, purl), **licensed}


def _quoted(text: str) -> str:
    """As package URLs have it: a colon, as in an epoch, stays."""
    return quote(text, safe=":")


def _component(name: str, version: str, purl: str) -> Component:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
