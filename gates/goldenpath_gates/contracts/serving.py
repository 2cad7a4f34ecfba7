"""The service as the stage judges it: behind it a model that fails on demand, and no real key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goldenpath_gates import service
from goldenpath_gates.config import Config
from goldenpath_gates.contracts.check import FOLDER, Context
from goldenpath_gates.contracts.model import model
from goldenpath_gates.contracts.settings import Webhooks
from goldenpath_gates.contracts.signing import new_secret
from goldenpath_gates.withheld import withheld

NO_KEY = "the-stub-takes-any"
SUFFIX = ".schema.json"


@contextmanager
def serving(root: Path, config: Config) -> Iterator[Context]:
    """The service, started as `[service]` says with the environment of `[contract.env]`.

    Raises IncompleteError where it, or the stub, does not start.
    """
    settings, variables = config.contract, config.eval.model
    (root / FOLDER).mkdir(parents=True, exist_ok=True)  # [contract.env] may name files there
    secrets = {source: new_secret() for source in sources(root, settings.webhooks)}
    with model(root, variables.rules) as stub:
        env = {
            **withheld(config),
            **settings.env,
            variables.url_variable: stub.api,
            variables.key_variable: NO_KEY,
            settings.webhooks.secrets_variable: json.dumps(secrets),
        }
        with service.serving(root, config.service, env=env) as running:
            yield Context(root, config, running.url, stub, secrets)


def sources(root: Path, webhooks: Webhooks) -> list[str]:
    """The partners that may send webhooks: one schema each."""
    files = (root / webhooks.folder).glob(f"*{SUFFIX}")
    return sorted(file.name.removesuffix(SUFFIX) for file in files)
