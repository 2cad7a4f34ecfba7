"""The published document that the template ships: python -m tests.template.openapi writes it anew.

It is what a rendered service shows of itself, for each way to say who may call it; after a change
of a route, a body or the table of access it no longer is.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from goldenpath_hooks import format_json

from tests.support import ROOT, clone, service_env

FILE = ROOT / "template" / "contracts" / "openapi.json.jinja"
WAYS = ("none", "tokens", "full")
SHOWN = """\
import json
from answer_service.app import create_app
from answer_service.settings import Settings
print(json.dumps(create_app(Settings()).openapi()))
"""
NEEDED = {"AUTH_ISSUER": "https://login.example.com", "AUTH_PUBLIC_URL": "https://example.com"}
# What a rendered document says of its own service.
OWN = {
    "title": "project_slug | to_json",
    "description": "description | to_json(ensure_ascii=False)",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        (library := Path(work) / "library").mkdir()
        copied = clone(library)
        documents = {}
        for way in WAYS:
            copied.copy(service := Path(work) / way, {"auth": way})
            documents[way] = templated(shown(service), Path(work) / f"{way}.json")
    cases = [f"{{% elif auth == '{way}' -%}}\n{documents[way]}" for way in WAYS]
    text = "".join(cases).replace("{% elif", "{% if", 1)
    FILE.write_text(f"{text}{{% endif -%}}\n", encoding="utf-8")


def shown(service: Path) -> dict[str, object]:
    subprocess.run(("uv", "lock", "-q"), cwd=service, env=service_env(), check=True)
    done = subprocess.run(
        ("uv", "run", "-q", "--no-dev", "python", "-c", SHOWN),
        cwd=service,
        env={**service_env(), **NEEDED},
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def templated(document: dict[str, object], file: Path) -> str:
    """In the form of the hook, with what differs from service to service as an expression."""
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    format_json.main([str(file)])
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for key, expression in OWN.items():
        at = next(at for at, line in enumerate(lines) if line.startswith(f'    "{key}": '))
        lines[at] = f'    "{key}": {{{{ {expression} }}}},\n'
    return "".join(lines)


if __name__ == "__main__":
    main()
