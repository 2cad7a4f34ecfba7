"""Takes the data of persons out of a text. In doubt it masks: forms count, not checksums.

Names and addresses have no form, so they stay.
"""

import re

# In this order: an IBAN holds what looks like a card, a card what looks like a telephone number.
# Every repetition is bounded or begins at an edge: the texts are anybody's.
FORMS = (
    ("email", re.compile(r"(?<![\w.+%'-])[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "iban",
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"),
    ),
    ("phone", re.compile(r"\+\d(?:[ ()./-]{0,3}\d){6,14}")),
    ("card", re.compile(r"(?<!\d)\d(?:[ .-]?\d){11,18}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d(?:[ ()./-]{0,3}\d){6,12}")),
    ("phone", re.compile(r"\(\d{2,5}\)[ -]?\d(?:[ ./-]?\d){4,9}")),
    ("phone", re.compile(r"(?<!\d)\d{3}[ .-]\d{3}[ .-]\d{4}(?!\d)")),
    # Numbers that a state gives: of Britain, Italy, Spain, Brazil, the United States; and any long.
    ("id", re.compile(r"[A-Z]{2} ?(?:\d{2} ?){3}[A-D]")),
    ("id", re.compile(r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]")),
    ("id", re.compile(r"(?:[XYZ]-?\d{7}|\d{8})-?[A-Z]")),
    ("id", re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{3}-\d{2}-\d{4}")),
    ("id", re.compile(r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}|\d{9,}")),
)


def masked(text: str) -> str:
    """Return the text with `[email]`, `[iban]`, `[phone]`, `[card]` or `[id]` for what it held."""
    for kind, form in FORMS:
        text = form.sub(f"[{kind}]", text)
    return text
