"""Answers that are refused, with the words that say what is allowed, and answers that are not."""

from __future__ import annotations

from tests.support import HOSTILE, Answers

WRONG = [
    ("project_name", "", "one line of at most 60"),
    ("project_name", "x" * 61, "one line of at most 60"),
    ("project_name", "two\nlines", "one line of at most 60"),
    ("project_name", "a tab\there", "one line of at most 60"),
    ("project_name", "back\\slash", "without backslashes"),
    ("project_name", " blanks around ", "without blanks around"),
    ("project_name", "9 lives", "start with an ASCII letter"),
    ("project_name", "Ω", "start with an ASCII letter"),
    ("project_name", "a", "2 to 40 characters"),
    ("project_name", "a" + "b" * 40, "2 to 40 characters"),
    ("description", "", "one line of 1 to 120"),
    ("description", "x" * 121, "one line of 1 to 120"),
    ("description", "two\nlines", "one line of 1 to 120"),
    ("description", "back\\slash", "without backslashes"),
    ("team", "", "@user, @organisation/team or an e-mail"),
    ("team", "ai-team", "@user, @organisation/team or an e-mail"),
    ("team", "@a b", "@user, @organisation/team or an e-mail"),
    ("team", "@acme/ai-team\n* @mallory", "@user, @organisation/team or an e-mail"),
    ("security_contact", "", "e-mail address or an https"),
    ("security_contact", "http://example.com", "e-mail address or an https"),
    ("security_contact", "nobody", "e-mail address or an https"),
    ("security_contact", "a@b", "e-mail address or an https"),
    ("licence", "GPL-3.0", "licence"),
    ("python_version", "3.10", "python_version"),
    ("ci", "jenkins", "ci"),
    ("github_host", "gitea", "github_host"),
    ("pipeline", "copied", "pipeline"),
    ("pipeline", "referenced", "pipeline must be vendored"),
    ("peak_rps", 0, "1 to 100000"),
    ("peak_rps", 100001, "1 to 100000"),
    ("peak_rps", "fifty", "fifty"),
    ("p95_ms", 0, "1 to 60000"),
    ("p95_ms", 60001, "1 to 60000"),
    ("p95_ai_ms", 0, "1 to 600000"),
    ("p95_ai_ms", 600001, "1 to 600000"),
    ("availability", 89.9, "90 to 99.999"),
    ("availability", 100, "90 to 99.999"),
    ("availability", float("nan"), "90 to 99.999"),
    ("cost_per_1000_usd", 0, "more than 0"),
    ("cost_per_1000_usd", -1, "more than 0"),
    ("cost_per_1000_usd", 100001, "at most 100000"),
    ("cost_per_1000_usd", float("inf"), "at most 100000"),
]

# Once legal, always legal: an update resets an answer that its validator no longer takes to the
# default, without a word. Rows are added, never changed or removed.
ACCEPTED: dict[str, Answers] = {
    "hostile text": {"project_name": HOSTILE, "description": HOSTILE * 2},
    "shortest": {
        "project_name": "ab",
        "description": "x",
        "team": "@a",
        "security_contact": "a@b.c",
        "peak_rps": 1,
        "p95_ms": 1,
        "p95_ai_ms": 1,
        "availability": 90.0,
        "cost_per_1000_usd": 0.0001,
    },
    "longest": {
        "project_name": "a" * 40,
        "description": "x" * 120,
        "team": "@acme/ai.platform_team/sub-team",
        "security_contact": "https://example.com/report/a_b.c~d?to=us&what=%20",
        "peak_rps": 100_000,
        "p95_ms": 60_000,
        "p95_ai_ms": 600_000,
        "availability": 99.999,
        "cost_per_1000_usd": 100_000.0,
    },
    "capitals and digits": {"project_name": "R2D2 -- v2.0 (beta)", "team": "Team+x@Example.CO.uk"},
    "sixty characters, few of them letters": {"project_name": "Ab " + "é" * 57},
    "a name that YAML reads as something else": {"project_name": "Null", "description": "no"},
    "text that YAML reads as structure": {
        "project_name": "a: {b: [c, #d]}",
        "description": "- !tag &anchor *alias | > % @ `",
    },
    "text that Markdown and HTML read as structure": {
        "project_name": "a | b <script> [x](y) *z*",
        "description": "# <!-- not a comment --> | `code`",
    },
}
