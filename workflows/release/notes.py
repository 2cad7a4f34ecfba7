"""The notes of a release: what people wrote of it, what was computed, how to verify it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .demand import Compared
from .difference import MAJOR
from .interface import version_of
from .tree import Tree

CHANGELOG = "CHANGELOG.md"
SIGNER = ".github/workflows/release.yml"
PROVENANCE, BILL = "https://slsa.dev/provenance/v1", "https://cyclonedx.org/bom"


def text(compared: Compared, tree: Tree, repository: str) -> str:
    """`repository` is `owner/name` at GitHub."""
    version = version_of(tree)
    parts = [section(tree, version) or "", _interface(compared), _verify(version, repository)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def section(tree: Tree, version: str) -> str | None:
    """What the changelog says of a version, without its heading; None where it says nothing."""
    _, *sections = re.split(r"^## ", tree.text(CHANGELOG), flags=re.M)
    named = (each.partition("\n") for each in sections)
    return next((body for title, _, body in named if title.strip() == version), None)


def _interface(compared: Compared) -> str:
    return "\n".join(["### Interface", "", f"Computed: {compared}.", *_lists(compared)])


def _lists(compared: Compared) -> Iterator[str]:
    groups = {
        "Breaking": [each for each in compared.changes if each.level is MAJOR],
        "Added or changed": [each for each in compared.changes if each.level is not MAJOR],
    }
    for title, changes in groups.items():
        if changes:
            yield from ("", f"{title}:", "", *(f"- {_plain(each.text)}" for each in changes))


def _plain(words: str) -> str:
    """Without what Markdown would take for its own."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", words)


def _verify(version: str, repository: str) -> str:
    wheel = f"goldenpath-{version}-py3-none-any.whl"
    command = (
        f"gh attestation verify {wheel} --repo {repository} \\\n"
        f"  --signer-workflow {repository}/{SIGNER} --source-ref refs/tags/v{version}"
    )
    return f"""### Verify

```sh
gh release download v{version} --repo {repository} --pattern '{wheel}' --pattern SHA256SUMS
sha256sum --check --ignore-missing SHA256SUMS
{command} --predicate-type {PROVENANCE}
{command} --predicate-type {BILL}
```
"""
