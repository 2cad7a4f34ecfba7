"""detect-secrets runs our formats as its plugins, with the same verdicts."""

from __future__ import annotations

from pathlib import Path

from detect_secrets.core.plugins.util import (
    get_mapping_from_secret_type_to_class,
    get_plugins_from_file,
)
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.settings import transient_settings
from goldenpath_hooks.keys import plugins
from goldenpath_hooks.keys.formats import FORMATS

from tests.hooks.keys.samples import fill

FILE = plugins.__file__
CLASSES: list[type[RegexBasedDetector]] = list(get_plugins_from_file(FILE))
OURS = [format for format in FORMATS if not format.engine]


def test_one_for_each_format_of_ours() -> None:
    assert sorted(str(plugin.secret_type) for plugin in CLASSES) == sorted(f.provider for f in OURS)


def test_scan(tmp_path: Path) -> None:
    get_mapping_from_secret_type_to_class.cache_clear()
    path = tmp_path / "a.py"
    text = 'import deepgram\nx = "{{deepgram}}"\ny = "{{groq}}"\nz = "sk-..."\n'
    path.write_text(fill(text))
    used = [{"name": c.__name__, "path": f"file://{FILE}"} for c in CLASSES]
    secrets = SecretsCollection()
    with transient_settings({"plugins_used": used}):
        secrets.scan_file(str(path))
    found = {(secret.type, secret.line_number) for _, secret in secrets}
    assert found == {("Deepgram", 2), ("Groq", 3)}
