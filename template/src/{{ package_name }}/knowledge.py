"""The documents of a folder: one per Markdown file, its name without the ending is the id."""

import re
from pathlib import Path

from .errors import StartError
from .retrieval import Document

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # what a model can cite in square brackets


def load_documents(folder: Path) -> list[Document]:
    """Read them in the order of their ids; raise StartError that names the file."""
    if not folder.is_dir():
        raise StartError(f"{folder}: no such folder; see KNOWLEDGE_DIR.")
    return [_document(path) for path in sorted(folder.glob("*.md"))]


def _document(path: Path) -> Document:
    if not ID.fullmatch(path.stem):
        allowed = "letters, digits, dots, hyphens and underscores"
        raise StartError(f"{path}: rename it: an id has 1 to 100 {allowed}.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise StartError(f"{path}: not readable ({exc.strerror}).") from None
    except UnicodeDecodeError:
        raise StartError(f"{path}: not UTF-8; save it as UTF-8.") from None
    return Document(path.stem, text.replace("\r\n", "\n").strip())
