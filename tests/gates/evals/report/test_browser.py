"""The page in a real browser: see tests/browser/report.mjs."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from goldenpath_gates.evals.report import page

from tests.gates.evals.report.support import CONFUSION, FACTS, a_result, prompt, runs
from tests.gates.evals.report.test_page import hostile
from tests.support import ROOT, require

FOLDER = ROOT / "tests" / "browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WHOLE: dict[str, Any] = {
    "prompts_before": (prompt("Be brief."),),
    "prompts_after": (prompt("Be brief and honest."),),
    "facts": {**FACTS, "flaky": ["case-0031"], "confusion": CONFUSION},
}
PAGES = {
    "unchanged": lambda: page.html(a_result(), runs(30)),
    "changed": lambda: page.html(a_result("failed", 500, **WHOLE), runs(30, ["passed", "failed"])),
    "hostile": lambda: page.html(hostile()),
}
Looks = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Looks]:
    """Page to look (light, dark, narrow, plain: without scripts) to what the browser found."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    require(browser, "Chromium (Debian: apt-get install chromium)")
    require((FOLDER / "node_modules").is_dir(), "tests/browser/node_modules (npm ci)")
    folder = tmp_path_factory.mktemp("pages")
    paths = {name: folder / f"{name}.html" for name in PAGES}
    for name, path in paths.items():
        path.write_text(PAGES[name](), encoding="utf-8")
    command = ("node", str(FOLDER / "report.mjs"), str(browser), *map(str, paths.values()))
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {name: found[str(path)] for name, path in paths.items()}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_and_nothing_complains(seen: dict[str, Looks], name: str) -> None:
    assert {look: found["noise"] for look, found in seen[name].items()} == {
        "light": [],
        "dark": [],
        "narrow": [],
        "plain": [],
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(seen: dict[str, Looks], name: str, theme: str) -> None:
    found = seen[name][theme]["violations"]
    assert [one for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_width_makes_the_page_scroll_sideways(seen: dict[str, Looks], name: str) -> None:
    assert {look: found["overflow"] for look, found in seen[name].items()} == dict.fromkeys(
        seen[name], 0
    )


def test_the_themes_differ(seen: dict[str, Looks]) -> None:
    light, dark = (seen["changed"][theme]["background"] for theme in ("light", "dark"))
    assert light != dark


def test_without_scripts_everything_is_there_but_the_tools(seen: dict[str, Looks]) -> None:
    plain, light = seen["changed"]["plain"], seen["changed"]["light"]
    assert plain["cases"] == light["cases"] == 500
    assert light["tools"]
    assert not plain["tools"]
    assert "Failed" in plain["text"]


def test_the_keyboard_reaches_the_filter_and_the_cases(seen: dict[str, Looks]) -> None:
    stops = seen["changed"]["light"]["stops"]
    assert stops[0] == "skip"
    assert stops.index("filter") < stops.index("order") < stops.index("summary")


def test_the_filter_narrows_and_the_order_turns(seen: dict[str, Looks]) -> None:
    assert seen["changed"]["light"]["filtered"] == {"one": 1, "all": 500, "first": "case-0499"}


def test_hostile_texts_run_nothing(seen: dict[str, Looks]) -> None:
    assert "alert(1)" in seen["hostile"]["light"]["text"]
