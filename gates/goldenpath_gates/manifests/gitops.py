"""Argo CD and Flux: what delivers the overlays, seen together with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from goldenpath_gates.manifests.objects import (
    CLUSTER_WIDE,
    Object,
    Path,
    World,
    each,
    mapping,
    walk,
)
from goldenpath_gates.manifests.references import lost
from goldenpath_gates.policy.findings import Found

APPLICATION, APPLICATION_SET = "Application.argoproj.io", "ApplicationSet.argoproj.io"
PROJECT = "AppProject.argoproj.io"
KUSTOMIZATION = "Kustomization.kustomize.toolkit.fluxcd.io"
SOURCES = {
    kind: f"{kind}.source.toolkit.fluxcd.io"
    for kind in ("GitRepository", "OCIRepository", "Bucket", "HelmRepository")
}
TEMPLATED = "{{"
PARAMETERS: Mapping[str, frozenset[str]] = {
    "pullRequest": frozenset(
        {
            *("number", "title", "author", "labels", "branch", "branch_slug", "target_branch"),
            *("target_branch_slug", "head_sha", "head_short_sha", "head_short_sha_7"),
        }
    ),
    "scmProvider": frozenset(
        {
            *("organization", "repository", "repository_id", "url", "branch", "branchNormalized"),
            *("sha", "short_sha", "short_sha_7", "labels"),
        }
    ),
    "clusters": frozenset({"name", "nameNormalized", "server", "metadata", "project"}),
}
"""What each generator gives a template; `list` gives what its elements have, others anything."""
ACTION = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
FIELD = re.compile(r"(?<![\w)\].$])\$?\.([A-Za-z_]\w*)((?:\.\w+)*)")
REBINDS = re.compile(r"\{\{-?\s*(?:range|with|define|block)\b")
"""From there on a dot is something else."""


def found(together: Sequence[World]) -> Iterator[Found]:
    """Of every folder at once: what delivers an overlay lies in another."""
    projects = {one.name: one for world in together for one in world.of(PROJECT)}
    overlays = {world.group: world for world in together}
    for world in together:
        for application in world.of(APPLICATION):
            spec = mapping(application.get("spec"))
            yield from _admitted(application, ("spec",), spec, projects, overlays)
            yield from _placed(application, ("spec",), spec, overlays)
        for set_ in world.of(APPLICATION_SET):
            yield from _variables(set_)
            at: Path = ("spec", "template", "spec")
            spec = mapping(set_.get("spec.template.spec"))
            yield from _admitted(set_, at, spec, projects, overlays)
            yield from _placed(set_, at, spec, overlays)
        for one in world.of(KUSTOMIZATION):
            reference = mapping(one.get("spec.sourceRef"))
            group = SOURCES.get(str(reference.get("kind")), "").partition(".")[2]
            named = {**reference, "group": group} if group else reference
            yield from lost(world, "manifest-source", one, ("spec", "sourceRef"), named)
            yield from _path(one, ("spec", "path"), one.get("spec.path"), overlays)


def _sources(spec: Mapping[str, Any], at: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(one := spec.get("source"), Mapping):
        yield (*at, "source"), one
    for index, one in each(spec.get("sources")):
        yield (*at, "sources", index), one


def _admitted(
    owner: Object,
    at: Path,
    spec: Mapping[str, Any],
    projects: Mapping[str, Object],
    overlays: Mapping[str, World],
) -> Iterator[Found]:
    """By its project, where that is written here."""
    name = spec.get("project")
    if not isinstance(name, str) or not projects or name == "default" or TEMPLATED in name:
        return
    project = projects.get(name)
    if project is None:
        text = (
            f"is in the project {name}, which is not here: there is {', '.join(sorted(projects))}"
        )
        yield owner.found("manifest-project", (*at, "project"), text)
        return
    for place, source in _sources(spec, at):
        url = source.get("repoURL")
        if (
            isinstance(url, str)
            and TEMPLATED not in url
            and not _among(project, "sourceRepos", url)
        ):
            text = f"takes from {url}, which {project.label} does not allow"
            yield owner.found("manifest-project", (*place, "repoURL"), text)
        if world := _overlay(source.get("path"), overlays):
            for kind in sorted(_refused(project, world)):
                text = f"delivers a {kind}, a cluster-wide kind that {project.label} does not allow"
                yield owner.found("manifest-project", (*place, "path"), text)
    destination = mapping(spec.get("destination"))
    if not any(_fits(one, destination) for _, one in each(project.get("spec.destinations"))):
        where = destination.get("server") or destination.get("name")
        text = f"goes to {where}, {destination.get('namespace')}: {project.label} does not allow it"
        yield owner.found("manifest-project", (*at, "destination"), text)


def _among(project: Object, key: str, value: str) -> bool:
    listed = [str(one) for _, one in walk(project.contents, f"spec.{key}[]")]
    denied = [one[1:] for one in listed if one.startswith("!")]
    same = value.removesuffix(".git").lower()
    return any(_like(same, one.removesuffix(".git").lower()) for one in listed) and not any(
        _like(same, one.removesuffix(".git").lower()) for one in denied
    )


def _like(value: str, pattern: str) -> bool:
    """What is templated within a value may be anything."""
    if TEMPLATED not in value:
        return fnmatchcase(value, pattern)
    head, tail = value.partition(TEMPLATED)[0], value.rpartition("}}")[2]
    before, star, after = pattern.partition("*")
    if not star:
        return False
    return (head.startswith(before) or before.startswith(head)) and (
        tail.endswith(after.rpartition("*")[2]) or not tail
    )


def _fits(allowed: Mapping[str, Any], destination: Mapping[str, Any]) -> bool:
    cluster = any(
        destination.get(key)
        and allowed.get(key)
        and _like(str(destination[key]), str(allowed[key]))
        for key in ("server", "name")
    )
    namespace, pattern = destination.get("namespace"), str(allowed.get("namespace", ""))
    return cluster and (namespace is None or _like(str(namespace), pattern))


def _overlay(path: Any, overlays: Mapping[str, World]) -> World | None:
    return overlays.get(str(PurePosixPath(path))) if isinstance(path, str) else None


def _refused(project: Object, world: World) -> set[str]:
    """Cluster-wide kinds have to be listed; none is where there is no list."""
    allowed = [one for _, one in each(project.get("spec.clusterResourceWhitelist"))]
    return {
        one.kind
        for one in world.objects
        if one.type in CLUSTER_WIDE
        and not any(
            fnmatchcase(one.kind, str(row.get("kind")))
            and fnmatchcase(one.type.partition(".")[2], str(row.get("group", "")))
            for row in allowed
        )
    }


def _placed(
    owner: Object, at: Path, spec: Mapping[str, Any], overlays: Mapping[str, World]
) -> Iterator[Found]:
    for place, source in _sources(spec, at):
        yield from _path(owner, (*place, "path"), source.get("path"), overlays)
        world = _overlay(source.get("path"), overlays)
        wanted = mapping(spec.get("destination")).get("namespace")
        overridden = mapping(source.get("kustomize")).get("namespace")
        if world is None or overridden or not isinstance(wanted, str) or TEMPLATED in wanted:
            continue
        elsewhere = {one.namespace for one in world.objects if one.namespace} - {wanted}
        if elsewhere and wanted not in world.namespaces:
            text = f"delivers to {wanted}, what it takes is for {', '.join(sorted(elsewhere))}"
            yield owner.found("manifest-namespace", (*at, "destination"), text)


def _path(owner: Object, at: Path, path: Any, overlays: Mapping[str, World]) -> Iterator[Found]:
    """A folder that is not among the overlays, and lies where they do."""
    if not isinstance(path, str) or TEMPLATED in path or _overlay(path, overlays):
        return
    beside = {str(PurePosixPath(group).parent) for group in overlays}
    if str(PurePosixPath(path).parent) in beside - {"."}:
        yield owner.found(
            "manifest-source", at, f"takes {path}, which is no overlay of this service"
        )


def _variables(set_: Object) -> Iterator[Found]:
    """Fields that no generator of the set gives."""
    given = _given(set_.get("spec.generators"))
    if given is None:
        return
    goes = set_.get("spec.goTemplate") is True
    for key in ("template", "templatePatch"):
        for at, text in _strings(mapping(set_.get("spec")).get(key), ("spec", key)):
            for name in _asked(text, goes):
                if name and name not in given:
                    said = f"uses {name}, which none of its generators gives"
                    yield set_.found("manifest-variable", at, said)


def _given(generators: Any) -> set[str] | None:
    """The first parts of their names; None where they may be any."""
    given: set[str] = set()
    for _, generator in each(generators):
        for kind, settings in generator.items():
            if kind in ("selector", "template"):
                continue
            settings = mapping(settings)
            if kind in ("matrix", "merge"):
                inner = _given(settings.get("generators"))
            elif kind == "list" and not settings.get("elementsYaml"):
                inner = {str(name) for _, one in each(settings.get("elements")) for name in one}
            elif kind == "git" and settings.get("directories"):
                inner = {"path"}
            else:
                inner = set(PARAMETERS[kind]) if kind in PARAMETERS else None
            if inner is None:
                return None
            given |= inner | ({"values"} if settings.get("values") else set())
    return given


def _strings(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _strings(key, at)
            yield from _strings(one, (*at, str(key)))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _strings(one, (*at, index))


def _asked(text: str, goes: bool) -> Iterator[str]:
    if goes and REBINDS.search(text):
        return
    for action in ACTION.findall(text):
        if goes:
            for field in FIELD.findall(QUOTED.sub('""', action)):
                yield field[0]
        else:
            yield re.split(r"[.\[]", action.strip())[0]
