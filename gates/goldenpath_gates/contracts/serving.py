"""The service as the stage judges it: behind it a model that fails on demand, and no real key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from goldenpath_gates.config import Config
from goldenpath_gates.contracts.check import FOLDER, Context
from goldenpath_gates.contracts.model import model
from goldenpath_gates.contracts.settings import Webhooks
from goldenpath_gates.contracts.signing import new_secret
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.identity import serving as identity
from goldenpath_gates.identity import wanted
from goldenpath_gates.identity.credentials import Credentials
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
        with identity.serving(root, config, env=env) as running:
            context = Context(root, config, running.url, stub, secrets, running.credentials)
            yield replace(context, credentials=_asking(context))


def _asking(context: Context) -> Credentials:
    """As the running document asks: a change may name a scope that is not published yet."""
    if not context.credentials.issuer:
        return context.credentials
    try:
        return context.credentials.asking(wanted.of(context.document()))
    except IncompleteError:
        return context.credentials  # every check that needs the document says why


def sources(root: Path, webhooks: Webhooks) -> list[str]:
    """The partners that may send webhooks: one schema each."""
    files = (root / webhooks.folder).glob(f"*{SUFFIX}")
    return sorted(file.name.removesuffix(SUFFIX) for file in files)
