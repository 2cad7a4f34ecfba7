"""Whoever is woken by an alert finds a section about it in the runbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.docs.test_links import anchors, links

Render = Callable[[str], Path]
RULES = "deploy/components/observability/rules.yaml"
RUNBOOK = "docs/runbook.md"


def test_every_alert_has_a_section(render: Render) -> None:
    service = render("defaults")
    groups = yaml.safe_load((service / RULES).read_text("utf-8"))["spec"]["groups"]
    alerts = [rule for group in groups for rule in group["rules"] if "alert" in rule]
    assert alerts
    for alert in alerts:
        page, _, anchor = alert["annotations"]["runbook"].partition("#")
        assert page == RUNBOOK
        assert (anchor or alert["alert"].lower()) in anchors(service / page)


@pytest.mark.parametrize("name", ["defaults", "hostile"])
def test_its_links_lead_somewhere(render: Render, name: str) -> None:
    page = render(name) / RUNBOOK
    for target in links(page.read_text("utf-8")):
        path, _, anchor = target.partition("#")
        aim = page.parent / path if path else page
        assert aim.is_file(), target
        assert not anchor or anchor in anchors(aim), target
