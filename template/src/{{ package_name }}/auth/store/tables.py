"""The one table in PostgreSQL; `migrations` makes it, and a check compares both."""

from sqlalchemy import BigInteger, Column, Double, Index, MetaData, Table, Text

METADATA = MetaData()
RECORDS = Table(
    "auth_records",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    # Text, not jsonb: nothing is looked up in it, and jsonb does not take every text.
    Column("body", Text, nullable=False),
    Column("expires_at", Double),
    Column("version", BigInteger, nullable=False),
    Index("auth_records_owner", "kind", "owner"),
    Index("auth_records_expires_at", "expires_at"),
)
