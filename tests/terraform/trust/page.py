"""The tables of tokens in the documentation."""

from __future__ import annotations

import re

from tests.support import ROOT
from tests.terraform.trust.tokens import CLOUDS, Row, rows

PAGE = ROOT / "docs" / "terraform" / "identity.md"
TITLES = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure"}


def current(text: str) -> str:
    for forge in ("github", "gitlab"):
        begin, end = f"<!-- tokens of {forge} -->\n", "<!-- end -->"
        parts = re.fullmatch(f"(.*{begin}).*?({end}.*)", text, re.S)
        if parts is None:
            raise ValueError(f"{PAGE.name} has no place for the tokens of {forge}")
        text = "".join((parts[1], *(f"{line}\n" for line in lines(forge)), parts[2]))
    return text


def lines(forge: str) -> list[str]:
    head = ["token", *(TITLES[cloud] for cloud in CLOUDS), "why they differ"]
    table = [head, ["---"] * len(head)]
    table += [[row.token, *(cell(row, cloud) for cloud in CLOUDS), row.why] for row in rows(forge)]
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in table]


def cell(row: Row, cloud: str) -> str:
    return ", ".join(sorted(row.accepted[cloud])) or "refused"
