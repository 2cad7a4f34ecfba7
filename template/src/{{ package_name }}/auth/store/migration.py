"""Brings the table of PostgreSQL to what this version of the service needs, and says if it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from .sql import PATIENCE_SECONDS, database_url
from .tables import METADATA

VERSIONS = "auth_schema_version"
"""Beside those of others: the service may share its database."""
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('auth_schema_version'))")


def upgrade(url: str) -> None:
    with _connected(url) as connection:
        connection.execute(ONE_AT_A_TIME)
        command.upgrade(_config(connection), "head")


def downgrade(url: str, revision: str) -> None:
    """With `base` the table goes, and all that is remembered."""
    with _connected(url) as connection:
        connection.execute(ONE_AT_A_TIME)
        command.downgrade(_config(connection), revision)


def differences(url: str) -> list[str]:
    """What the database lacks or has otherwise than `tables`, a sentence each."""
    with _connected(url) as connection:
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
        found = _revision(connection)
        if found != head:
            return [f"the database is at {found or 'no revision'}, this version needs {head}"]
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        return [_said(each) for each in compare_metadata(context, METADATA)]


def ours(name: str | None, type_: str, parents: object) -> bool:
    """Tables of others in the same database do not count."""
    return type_ != "table" or name in METADATA.tables


def _said(difference: object) -> str:
    """Alembic's tuple, or a list of them for a column that is otherwise."""
    first = difference[0] if isinstance(difference, list) else difference
    words = first if isinstance(first, tuple) else (first,)
    names = [getattr(word, "name", word) for word in words]
    return "the table is otherwise: " + " ".join(name for name in names if isinstance(name, str))


def _revision(connection: Connection) -> str | None:
    context = MigrationContext.configure(connection, opts={"version_table": VERSIONS})
    return context.get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=VERSIONS)
    return config


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Within one transaction: a migration is there as a whole, or not at all."""
    timeout = {"connect_timeout": PATIENCE_SECONDS}
    engine = create_engine(
        database_url(url), poolclass=NullPool, hide_parameters=True, connect_args=timeout
    )
    with engine.begin() as connection:
        yield connection
