"""A package as all tools can agree on it: by package URL, less what each of them spells its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from goldenpath_gates.bom.document import canonical

VENDORED = ("apk", "deb", "rpm")
"""Types whose namespace is a distribution, which one tool tells and the other does not."""


@dataclass(frozen=True, order=True)
class Package:
    """`type` and `namespace` are empty where a report tells none. `purls` are as written, and do
    not belong to what it is."""

    name: str
    version: str
    type: str = ""
    namespace: str = ""
    purls: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        named = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"pkg:{self.type or 'generic'}/{named}@{self.version}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Equal for one package in the reports of different tools."""
        namespace = "" if self.type in VENDORED else self.namespace
        return self.type, namespace, self.name, self.version


def package(purl: str, name: str = "", version: str = "") -> Package:
    """From its package URL; from name and version where there is none, or none that is valid."""
    from packageurl import PackageURL

    try:
        said = PackageURL.from_string(purl)
    except ValueError:
        return Package(name, version)
    qualifiers = said.qualifiers if isinstance(said.qualifiers, dict) else {}
    return Package(
        canonical(said.name) if said.type == "pypi" else said.name,
        _version(said.type, said.version or version, qualifiers.get("epoch", "")),
        said.type,
        said.namespace or "",
        (purl,),
    )


def pypi(name: str, version: str) -> Package:
    return package(f"pkg:pypi/{quote(canonical(name), '')}@{quote(version, '')}", name, version)


def _version(type_: str, version: str, epoch: str) -> str:
    if type_ == "pypi":
        from packaging.version import InvalidVersion, Version

        try:
            return str(Version(version))
        except InvalidVersion:
            return version
    # Trivy writes `1.2?epoch=1` where Debian and Syft write `1:1.2`.
    return f"{epoch}:{version}" if epoch.strip("0") and version and ":" not in version else version
