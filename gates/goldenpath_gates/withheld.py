"""The keys that a service does not see while it is judged: it runs code of the change."""

from __future__ import annotations

from goldenpath_gates.config import Config

TOKENS = (
    *("GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_RUNTIME_TOKEN"),
    *("CI_JOB_TOKEN", "GITLAB_TOKEN", "CI_REPOSITORY_URL", "CI_DEPLOY_PASSWORD"),
    *("CI_REGISTRY_PASSWORD", "CI_DEPENDENCY_PROXY_PASSWORD", "GOLDENPATH_REGISTRY_PASSWORD"),
    *("GOLDENPATH_APPROVAL_TOKEN", "GOLDENPATH_ID_TOKEN", "SIGSTORE_ID_TOKEN"),
    *("JUDGE_API_KEY", "EMBEDDER_API_KEY"),  # the pipelines hand them on, asked for or not
)


def withheld(config: Config) -> dict[str, str]:
    """Environment that empties every key but that of the service's own model."""
    settings = config.eval
    judge = settings.judge.key_variable if settings.judge else ""
    keys = {judge, settings.embedder.key_variable, config.contract.pacts.token_variable}
    return dict.fromkeys({*TOKENS, *keys} - {"", settings.model.key_variable}, "")
