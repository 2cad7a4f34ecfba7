"""The prompts that reach the model, seen from the model: a snapshot, and whether it changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import httpx2

from goldenpath_gates.errors import IncompleteError
from goldenpath_gates.evals.ask.client import Client, ServiceEnded, connections
from goldenpath_gates.evals.case import Case
from goldenpath_gates.evals.result import Rendered
from goldenpath_gates.evals.settings import Eval
from goldenpath_gates.service import Running

SAMPLE = 20
LOOKED_AT = 10_000
SNAPSHOT = Path("evals/prompts.snapshot.json")
FORMAT, VERSION = "goldenpath_prompts", 1
NOT_OPTIONS = frozenset({"model", "messages", "stream", "stream_options", "user", "metadata"})


def sample(cases: Iterable[Case], size: int = SAMPLE) -> list[Case]:
    """The first case of each (first) tag, then the second of each, and so on."""
    by_tag: dict[str, list[Case]] = {}
    for case in islice(cases, LOOKED_AT):
        of_tag = by_tag.setdefault(case.tags[0] if case.tags else "", [])
        if len(of_tag) < size:
            of_tag.append(case)
    rounds = zip_longest(*(by_tag[tag] for tag in sorted(by_tag)))
    return [case for turn in rounds for case in turn if case is not None][:size]


def seen(
    cases: Sequence[Case], running: Running, settings: Eval, journal: str | None
) -> tuple[Rendered, ...]:
    """What the stub was sent for each case; empty with a provider, which shows nothing.

    Asks one by one and empties the journal, so not while other cases are asked. Raises
    IncompleteError.
    """
    if journal is None:
        return ()
    return asyncio.run(_seen(cases, running, settings, journal))


async def _seen(
    cases: Sequence[Case], running: Running, settings: Eval, journal: str
) -> tuple[Rendered, ...]:
    found: list[Rendered] = []
    try:
        async with connections(settings) as http:
            client = Client(http, running, settings)
            for case in cases:
                await http.delete(journal)
                await client.ask(case, 1)
                found += rendered(case.id, (await http.get(journal)).json())
    except (ServiceEnded, httpx2.HTTPError, ValueError, LookupError, TypeError) as error:
        raise IncompleteError(f"the prompts could not be read from the stub: {error!r}") from None
    return tuple(found)


def rendered(case: str, journal: Mapping[str, Any]) -> list[Rendered]:
    """Each request once: a service may send it again after a fault."""
    bodies = dict.fromkeys(entry["body"] for entry in journal["requests"])
    return [_rendered(case, json.loads(body)) for body in bodies]


def _rendered(case: str, body: Mapping[str, Any]) -> Rendered:
    options = {key: body[key] for key in sorted(body) if key not in NOT_OPTIONS}
    messages = tuple((entry["role"], _text(entry)) for entry in body["messages"])
    return Rendered(case, body["model"], options, messages)


def _text(message: Mapping[str, Any]) -> str:
    """The content; with anything besides, such as tool calls or images, as JSON."""
    if isinstance(message.get("content"), str) and not message.keys() - {"role", "content"}:
        return str(message["content"])
    rest = {key: message[key] for key in sorted(message) if key != "role"}
    return json.dumps(rest, ensure_ascii=False, indent=1)


def changed(before: Sequence[Rendered], after: Sequence[Rendered]) -> bool:
    """Whether a case was rendered otherwise, or one side knows others."""
    return _by_case(before) != _by_case(after)


def _by_case(prompts: Sequence[Rendered]) -> dict[str, list[Rendered]]:
    cases: dict[str, list[Rendered]] = {}
    for prompt in prompts:
        cases.setdefault(prompt.case, []).append(prompt)
    return cases


def digest(path: Path) -> str | None:
    """Of the snapshot's bytes; None where there is none."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def text(prompts: Sequence[Rendered]) -> str:
    """The snapshot as its file has it."""
    rows = [
        {
            "case": prompt.case,
            "model": prompt.model,
            "options": prompt.options,
            "messages": [{"role": role, "text": text} for role, text in prompt.messages],
        }
        for prompt in prompts
    ]
    document = {FORMAT: VERSION, "prompts": rows}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write(path: Path, prompts: Sequence[Rendered]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(prompts), "utf-8")


def read(path: Path) -> tuple[Rendered, ...]:
    """Raises IncompleteError for a file that is missing or no snapshot."""
    try:
        document = json.loads(path.read_text("utf-8"))
        if document[FORMAT] != VERSION:
            raise ValueError(f"version {document[FORMAT]!r}")
        return tuple(_of_row(row) for row in document["prompts"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise IncompleteError(
            f"{path}: is no snapshot of prompts ({error!r}); "
            "write it with `goldenpath eval baseline`"
        ) from None


def _of_row(row: Mapping[str, Any]) -> Rendered:
    messages = tuple((str(entry["role"]), str(entry["text"])) for entry in row["messages"])
    return Rendered(str(row["case"]), str(row["model"]), dict(row["options"]), messages)
