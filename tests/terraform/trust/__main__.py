"""Writes the tables of tokens into docs/terraform/identity.md."""

from __future__ import annotations

from tests.terraform.trust import page

page.PAGE.write_text(page.current(page.PAGE.read_text("utf-8")), "utf-8")
