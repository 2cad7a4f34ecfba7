"""YAML and JSON: the keys tell what a file is, and where they cannot be read, the name does."""

from __future__ import annotations

import re

from goldenpath_hooks.prompts.document import Document
from goldenpath_hooks.prompts.formats import github_models, promptfoo
from goldenpath_hooks.prompts.formats.data import read_data
from goldenpath_hooks.prompts.source import Source

CONFIG = re.compile(r"(?:^|[/\\])promptfooconfig[^/\\]*$")
SURE = re.compile(rf"\.prompt\.ya?ml$|{CONFIG.pattern}")


def read(source: Source) -> Document:
    located = read_data(source)
    if located.broken:
        problems = located.problems if SURE.search(source.path) else ()
        return Document(source.path, source.text, problems=problems)
    if promptfoo.is_one(located.settings.data, by_name=bool(CONFIG.search(source.path))):
        return promptfoo.read(source, located)
    if github_models.is_one(located.settings.data):
        return github_models.read(source, located)
    return Document(source.path, source.text)
