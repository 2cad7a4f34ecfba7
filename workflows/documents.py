"""The texts that follow from a stage table: pipelines, callers, copies, the diagram."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from forges import (
    AFTER_APPROVALS,
    CONDITIONS,
    END_COMMAND,
    EVIDENCE,
    GITHUB_CHANGE,
    GITLAB_CHANGE,
    PREVIEW,
    SHARDS_IN,
    TRUSTED_CHECKOUT,
    TRUSTED_REF,
    common_root,
    end_job,
    gitlab_job,
    reports,
    shard_folder,
    shard_job,
    signoff_job,
    signoff_record,
)
from goldenpath_gates.commands.stages import RUNS_ON
from goldenpath_gates.delivery.forge import LABEL
from goldenpath_gates.evidence import awaited
from goldenpath_gates.train import Stage, Train
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEADER = (
    "Goldenpath renders this from workflows/stages.yml: do not edit, except where it says yours."
)
DOCS = "docs/pipelines.md"
BEGIN, END = "<!-- train: begin -->\n", "<!-- train: end -->\n"
UV = "0.13.9"
IMAGE = (
    "python:3.13-bookworm@sha256:227b6570d6ee07061ae6ca2eb04dedfb6d2b34045835f343065b9869e4d427ea"
)
# GitHub finds a reusable workflow only directly in .github/workflows, and follows no symlink.
COPIES = {
    ".github/workflows/train.yml": "workflows/github/train.yml",
    ".github/workflows/train-ghes.yml": "workflows/github/train-ghes.yml",
    ".github/workflows/preview-end.yml": "workflows/github/preview-end.yml",
    ".github/workflows/preview-end-ghes.yml": "workflows/github/preview-end-ghes.yml",
    "template/.gitlab/goldenpath.yml": "workflows/gitlab/train.yml",
}


@cache
def environment() -> Environment:
    # The output is YAML: nothing here is HTML, and escaping would break it.
    env = Environment(  # noqa: S701
        loader=FileSystemLoader(HERE / "templates"),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<@",
        variable_end_string="@>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    env.filters |= {"common_root": common_root, "group": group, "job": gitlab_job}
    env.filters |= {"last_ones": last_ones, "reports": reports, "condition": condition}
    env.filters |= {"all_needs": all_needs, "closing_needs": closing_needs}
    env.filters |= {"all_secrets": all_secrets, "all_writes": all_writes, "taken": taken}
    env.filters |= {"end_secrets": end_secrets}
    env.filters |= {"shard": shard_job, "shard_folder": shard_folder}
    env.filters |= {"signoff": signoff_job, "signoff_record": signoff_record, "end": end_job}
    env.tests |= {"any_night": any_night, "any_stage": any_stage, "serial": is_serial}
    env.tests |= {"deploying": is_deploying, "ending": is_ending, "any_ending": any_ending}
    env.globals |= {"header": HEADER, "uv": UV, "image": IMAGE, "evidence": EVIDENCE}
    env.globals |= {"shards_in": SHARDS_IN, "label": LABEL, "runs_on": RUNS_ON}
    env.globals |= {"github_change": GITHUB_CHANGE, "gitlab_change": GITLAB_CHANGE}
    env.globals |= {"gitlab_preview": PREVIEW}
    env.globals |= {
        "end_command": END_COMMAND,
        "trusted_ref": TRUSTED_REF,
        "trusted_checkout": TRUSTED_CHECKOUT,
    }
    return env


def is_serial(stage: Stage) -> bool:
    return bool(stage.serial or stage.environment)


def is_deploying(stage: Stage) -> bool:
    """Whether it commits a release to the branch of its environment."""
    return bool(stage.environment and "contents" in stage.writes)


def is_ending(stage: Stage) -> bool:
    """Whether another job ends, with the change, what it made."""
    return stage.ends is not None


def any_ending(train: Train) -> bool:
    return any(is_ending(stage) for stage in train)


def any_stage(train: Train, key: str) -> bool:
    return any(getattr(stage, key) for stage in train)


def all_secrets(train: Train) -> list[str]:
    return sorted({name for stage in train for name in stage.secrets})


def end_secrets(train: Train) -> list[str]:
    return sorted({name for stage in train for name in stage.ends or ()})


def all_writes(train: Train) -> list[str]:
    """What a caller has to grant, so that a called job may have it."""
    pushed = {"packages" for stage in train if stage.registry}
    return sorted({scope for stage in train for scope in stage.writes} | pushed)


def any_night(train: Train) -> bool:
    return any(stage.when == "nightly" for stage in train)


def condition(stage: Stage, train: Train) -> str:
    """When a stage that not every change runs does run on GitHub.

    There a job is skipped where any job before it was, be it an approval that nobody had to give.
    """
    before = train.select((stage.id, *awaited(train, stage.id)))
    plain = CONDITIONS[stage.when]
    return AFTER_APPROVALS.format(plain) if any(one.evidence for one in before) else plain


def all_needs(stage: Stage, train: Train) -> list[str]:
    """The jobs a stage waits for: other stages, their approvals, and the parts of its own."""
    asked = [need for need in stage.needs if stage.evidence and train[need].signoff]
    parts = [shard_job(stage.id)] if stage.shards else []
    return [*stage.needs, *map(signoff_job, asked), *parts]


def taken(stage: Stage) -> tuple[str, ...]:
    """The stages whose files it downloads: who reads the evidence reads that of all it needs."""
    return stage.needs if stage.evidence else stage.takes


def closing_needs(train: Train) -> list[str]:
    """What the closing job waits for: every stage, and the approval where one may be asked."""
    return [
        job
        for stage in train
        for job in (stage.id, *([signoff_job(stage.id)] if stage.signoff else ()))
    ]


def group(stage: Stage, change: str) -> str:
    """Jobs of one group never overlap; an environment without a group is its own, and what lives as
    long as a change has one for each."""
    whole = f"serial-{stage.serial or stage.environment}"
    return f"{whole}-{change}" if stage.when == "preview" else whole


def last_ones(train: Train) -> list[str]:
    """The stages that no other stage needs."""
    needed = {need for stage in train for need in stage.needs}
    return [stage.id for stage in train if stage.id not in needed]


def outputs(train: Train) -> dict[str, str]:
    """Every rendered file: its path from the root of the repository, and its text."""
    env = environment()

    def text(template: str, **context: object) -> str:
        return env.get_template(f"{template}.jinja").render(train=train, **context)

    cloud, ghes = text("github.yml", ghes=False), text("github.yml", ghes=True)
    files = {
        "workflows/github/train.yml": cloud,
        "workflows/github/train-ghes.yml": ghes,
        "workflows/gitlab/train.yml": text("gitlab.yml"),
        "workflows/gitlab/signoff-asked.yml": text("gitlab-signoff.yml", asked=True),
        "workflows/gitlab/signoff-spared.yml": text("gitlab-signoff.yml", asked=False),
        "template/.github/workflows/goldenpath.yml.jinja": by_host(cloud, ghes),
        "template/.github/workflows/ci.yml.jinja": text("github-caller.yml"),
        "template/.gitlab-ci.yml.jinja": text("gitlab-caller.yml"),
    }
    if any_ending(train):
        end, end_ghes = text("github-end.yml", ghes=False), text("github-end.yml", ghes=True)
        files |= {
            "workflows/github/preview-end.yml": end,
            "workflows/github/preview-end-ghes.yml": end_ghes,
            "template/.github/workflows/goldenpath-preview-end.yml.jinja": by_host(end, end_ghes),
        }
    files |= {copy: files[source] for copy, source in COPIES.items() if source in files}
    return files | {DOCS: splice((ROOT / DOCS).read_text("utf-8"), text("diagram.md"))}


def by_host(cloud: str, ghes: str) -> str:
    """One Copier template that holds both files verbatim."""
    raw = "{{% raw %}}{}{{% endraw %}}"
    choice = "{{% if github_host == 'ghes' %}}{}{{% else %}}{}{{% endif %}}\n"
    return choice.format(raw.format(ghes.rstrip("\n")), raw.format(cloud.rstrip("\n")))


def splice(page: str, diagram: str) -> str:
    before, rest = page.split(BEGIN)
    return before + BEGIN + diagram + END + rest.split(END)[1]
