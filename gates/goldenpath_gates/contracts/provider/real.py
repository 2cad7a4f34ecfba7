"""The cases that only a real provider can answer; each call is paid for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from goldenpath_gates.config import FILENAME, Config
from goldenpath_gates.contracts.provider import judge, observe
from goldenpath_gates.contracts.provider.suite import Case, Suite
from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.identity.serving import serving
from goldenpath_gates.report import Finding
from goldenpath_gates.service import Running
from goldenpath_gates.withheld import withheld


def missing(config: Config) -> str | None:
    """What is not set, so that the provider cannot be asked; None where it can."""
    settings = config.eval.model
    if not _url(config):
        return f"{settings.url_variable} and [eval.model] url of {FILENAME} are not set"
    if not os.environ.get(settings.key_variable):
        return f"{settings.key_variable} is not set"
    return None


def asked(root: Path, config: Config, suite: Suite) -> Iterator[tuple[Case, list[Finding]]]:
    """Each case and what of it is broken; a service is started for each environment.

    It inherits the key, and gets nothing of [contract.env], which is for the stub. Raises
    IncompleteError where it does not start, or where what `missing` names is missing.
    """
    if what := missing(config):
        raise IncompleteError(f"the provider cannot be asked: {what}")
    groups: dict[tuple[tuple[str, str], ...], list[Case]] = {}
    for case in suite.provider:
        groups.setdefault(tuple(sorted(case.env.items())), []).append(case)
    for env, cases in groups.items():
        with serving(root, config, env=_environment(config, dict(env))) as running:
            for case in cases:
                yield case, _broken(config, suite, case, running)


def _broken(config: Config, suite: Suite, case: Case, running: Running) -> list[Finding]:
    url, headers = running.url + suite.request.path, running.credentials.headers()
    seen = observe.ask(url, suite.body(case), case.expect.within, headers)
    model_at = config.eval.response.model
    found = judge.findings(suite.name, case, seen, None, model_at)
    if config.eval.models and seen.status == 200 and not seen.ending:
        for what, message in judge.model(config.eval.models, seen, model_at):
            place = f"[eval] models of {FILENAME}"
            found.append(Finding(f"provider-{what}", f"{case.id}: {message} ({place})", suite.name))
    return found


def _environment(config: Config, env: Mapping[str, str]) -> dict[str, str]:
    return {**withheld(config), config.eval.model.url_variable: str(_url(config)), **env}


def _url(config: Config) -> str | None:
    settings = config.eval.model
    return settings.url or os.environ.get(settings.url_variable)
