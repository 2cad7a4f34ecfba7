"""What the two forges do with the names and paths of a stage."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

EVIDENCE = ("reports/evidence.json", "reports/evidence.md")
# When GitHub runs a stage that not every change runs.
CONDITIONS = {
    "main": (
        "github.event_name == 'push' && "
        "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"
    ),
    "nightly": "github.event_name == 'schedule'",
}
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


def gitlab_job(stage_id: str) -> str:
    return stage_id + SUFFIX if stage_id in RESERVED else stage_id


def stage_of(job: str) -> str:
    """The stage behind a GitLab job."""
    stage_id = job.removesuffix(SUFFIX)
    return stage_id if stage_id in RESERVED else job
