"""What the two forges do with the names and paths of a stage."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from goldenpath_gates.delivery.forge import LABEL

EVIDENCE = ("reports/evidence.json", "reports/evidence.md")
# When GitHub runs a stage that not every change runs.
CONDITIONS = {
    "main": (
        "github.event_name == 'push' && "
        "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
    ),
    "preview": (
        "github.event_name == 'pull_request' && "
        f"contains(github.event.pull_request.labels.*.name, '{LABEL}') && "
        "github.event.pull_request.head.repo.full_name == github.repository"
    ),
    "nightly": "github.event_name == 'schedule'",
}
# The same on GitLab. A label is set by members, and holds no comma; a fork has another project.
PREVIEW = (
    '$CI_PIPELINE_SOURCE == "merge_request_event" && '
    f"$CI_MERGE_REQUEST_LABELS =~ /(^|,){LABEL}(,|$)/ && "
    "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID"
)
# The number of a change, which tells its environments and groups from those of others.
CHANGE = "CHANGE"
GITHUB_CHANGE, GITLAB_CHANGE = "${{ github.event.pull_request.number }}", "$CI_MERGE_REQUEST_IID"
# It knows the environment by the number of the change, and is given no name that somebody chose.
END_COMMAND = './ci env down --change "$GOLDENPATH_CHANGE"'
# Where the code of a change is none to end what it made: it may be gone, or have failed.
TRUSTED_REF = "${{ github.event.repository.default_branch }}"
TRUSTED_CHECKOUT = (
    'git fetch --quiet --depth 1 origin "refs/heads/$CI_DEFAULT_BRANCH"',
    "git checkout --quiet --detach FETCH_HEAD",
)
# A need that was skipped, as an approval that nobody had to give, would skip what waits for it.
AFTER_APPROVALS = "${{{{ !failure() && !cancelled() && {} }}}}"
# Keywords of a GitLab file, which no job can bear.
RESERVED = frozenset({"cache", "default", "image", "include", "pages", "services", "stages"})
SUFFIX = "-stage"
SHARDS_IN = "shards-in"


def reports(stage_id: str) -> tuple[str, ...]:
    """The report of a stage, and the only folder into which it writes more."""
    return f"reports/{stage_id}.json", f"reports/{stage_id}/"


def common_root(paths: Sequence[str]) -> str:
    """The folder that upload-artifact drops: the common parent, for one file its own folder."""
    if len(paths) == 1 and not paths[0].endswith("/"):
        return posixpath.dirname(paths[0]) or "."
    return posixpath.commonpath(paths) or "."


def shard_job(stage_id: str) -> str:
    """The job that does a part of a stage."""
    return f"{stage_id}-shard"


def shard_folder(stage_id: str) -> str:
    return f"reports/{stage_id}/shards/"


def signoff_job(stage_id: str) -> str:
    """The job, and the environment, in which a person releases a stage."""
    return f"{stage_id}-approval"


def signoff_record(stage_id: str) -> str:
    return f"reports/{signoff_job(stage_id)}.json"


def end_job(stage_id: str) -> str:
    """The job that ends, with the change, what a stage made."""
    return f"{stage_id}-end"


def gitlab_job(stage_id: str) -> str:
    return stage_id + SUFFIX if stage_id in RESERVED else stage_id


def stage_of(job: str) -> str:
    """The stage behind a GitLab job."""
    stage_id = job.removesuffix(SUFFIX)
    return stage_id if stage_id in RESERVED else job
