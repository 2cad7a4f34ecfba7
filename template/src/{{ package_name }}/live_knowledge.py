"""The documents of the folder, and what webhooks have changed in them since.

The changes lie in the store of the webhooks: they outlive the process, and each is kept together
with the id of its event or not at all. The index is built anew and put in place in one step.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
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
    """A retriever, and the handler of the webhooks that change its documents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._folder = {document.id: document.text for document in documents}
        self._index = self._built(self._folder)

    def retrieve(self, question: str, limit: int) -> Coroutine[Any, Any, Sequence[Found]]:
        return self._index.retrieve(question, limit)

    def start(self, db: "Connection") -> None:
        db.execute(TABLE)
        self._index = self._indexed(db)

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
        index = self._indexed(db)

        def use() -> None:
            self._index = index

        return use

    def _indexed(self, db: "Connection") -> Bm25:
        changed = dict(db.execute("SELECT id, text FROM documents"))
        return self._built(self._folder | changed)

    @staticmethod
    def _built(texts: Mapping[str, str | None]) -> Bm25:
        return Bm25([Document(id, text) for id, text in texts.items() if text is not None])


def _seconds(timestamp: str) -> float:
    """Unix time; a leap second counts as the one before."""
    try:
        return datetime.fromisoformat(timestamp.upper().replace(":60", ":59")).timestamp()
    except ValueError:
        raise InvalidEvent("timestamp is not a time of this calendar.") from None
