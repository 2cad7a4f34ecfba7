"""What the tests of the pipelines import: both forges, their linters, the tools they need."""

from tests.forges.github_forge import GithubRun, Job, Step, actionlint, github_lint, github_run
from tests.forges.gitlab_forge import GitlabRun, gitlab_jobs, gitlab_merged, gitlab_run
from tests.forges.tools import commit_all, git, need_tool

__all__ = [
    "GithubRun",
    "GitlabRun",
    "Job",
    "Step",
    "actionlint",
    "commit_all",
    "git",
    "github_lint",
    "github_run",
    "gitlab_jobs",
    "gitlab_merged",
    "gitlab_run",
    "need_tool",
]
