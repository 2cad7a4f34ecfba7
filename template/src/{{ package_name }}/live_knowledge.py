"""The documents of the folders, and what webhooks have changed in them since.

The changes lie in the store of the webhooks: they outlive the process, and each is kept together
with the id of its event or not at all. The indexes are built anew and put in place in one step.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .bm25 import Bm25
from .retrieval import Document, Found
from .webhook_event import Event, InvalidEvent

if TYPE_CHECKING:  # loaded only where webhooks are received
    from sqlite3 import Connection

# Without a text the document is gone, whatever the folder says.
TABLE = """
    CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, text TEXT, changed REAL NOT NULL)
"""


class LiveKnowledge:
    """An index of each folder, and the handler of the webhooks that change their documents."""

    def __init__(self, folders: Mapping[str, Iterable[Document]]) -> None:
        self._folders = {
            name: {document.id: document.text for document in documents}
            for name, documents in folders.items()
        }
        self._indexes = self._built({})

    def retriever(self, folder: str) -> "FolderRetriever":
        return FolderRetriever(self, folder)

    def retrieve(
        self, folder: str, question: str, limit: int
    ) -> Coroutine[Any, Any, Sequence[Found]]:
        return self._indexes[folder].retrieve(question, limit)

    def start(self, db: "Connection") -> None:
        db.execute(TABLE)
        self._indexes = self._indexed(db)

    def handle(self, db: "Connection", event: Event, id: str) -> Callable[[], None]:
        data = event["data"]
        text = data["text"] if event["type"] == "document.upserted" else None
        # A retry or a replay may come after what happened later.
        db.execute(
            "INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET text = excluded.text, changed = excluded.changed"
            " WHERE changed <= excluded.changed",
            (data["id"], text, _seconds(event["timestamp"])),
        )
        indexes = self._indexed(db)

        def use() -> None:
            self._indexes = indexes

        return use

    def _indexed(self, db: "Connection") -> dict[str, Bm25]:
        return self._built(dict(db.execute("SELECT id, text FROM documents")))

    def _built(self, changed: dict[str, str | None]) -> dict[str, Bm25]:
        return {name: _index({**folder, **changed}) for name, folder in self._folders.items()}


@dataclass(frozen=True, slots=True)
class FolderRetriever:
    knowledge: LiveKnowledge
    folder: str

    def retrieve(self, question: str, limit: int) -> Coroutine[Any, Any, Sequence[Found]]:
        return self.knowledge.retrieve(self.folder, question, limit)


def _index(texts: Mapping[str, str | None]) -> Bm25:
    return Bm25([Document(id, text) for id, text in texts.items() if text is not None])


def _seconds(timestamp: str) -> float:
    """Unix time; a leap second counts as the one before."""
    try:
        return datetime.fromisoformat(timestamp.upper().replace(":60", ":59")).timestamp()
    except ValueError:
        raise InvalidEvent("timestamp is not a time of this calendar.") from None
