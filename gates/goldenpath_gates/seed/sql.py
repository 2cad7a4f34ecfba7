"""Data as a script for psql: one transaction that brings it once and spares what others brought."""

from __future__ import annotations

from typing import Protocol

from goldenpath_gates.seed.dataset import Column, Dataset, Table, copied


class Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...


BOOK = "goldenpath_seed"
"""The table that remembers what was brought, and which tables were made for it."""

BEGIN = r"""\set ON_ERROR_STOP on
begin;
set local client_min_messages = warning;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
do $$ begin perform pg_advisory_xact_lock(hashtext('goldenpath_seed')); end $$;
create table if not exists goldenpath_seed (
  table_name text primary key, sha256 text not null, made boolean not null
);
select coalesce(bool_and(sha256 = :'sha256'), false) as here from goldenpath_seed \gset
\if :here
\echo goldenpath-seed: unchanged
commit;
\quit
\endif
do $$
declare
  one record;
begin
  for one in select table_name, made from goldenpath_seed loop
    if one.made then
      execute format('drop table if exists %I cascade', one.table_name);
    elsif to_regclass(quote_ident(one.table_name)) is not null then
      execute format('truncate %I cascade', one.table_name);
    end if;
  end loop;
end $$;
delete from goldenpath_seed;
"""
END = """commit;
\\echo goldenpath-seed: loaded
"""
FOREIGN_ROWS = "holds rows that no seed brought"
MAKE = """do $$
declare
  filled boolean;
begin
  if to_regclass('{name}') is null then
    create table {name} ({columns});
    insert into goldenpath_seed values ('{table}', '{sha256}', true);
  else
    execute 'select exists (select from {name})' into filled;
    if filled then
      raise exception 'table {table} {foreign}';
    end if;
    insert into goldenpath_seed values ('{table}', '{sha256}', false);
  end if;
end $$;
"""


def write(data: Dataset, out: Sink) -> None:
    """The same data is the same bytes."""
    sha256 = data.sha256
    out.write(f"\\set sha256 {sha256}\n{BEGIN}".encode())
    for table in data.tables:
        form = MAKE.format(
            name=quoted(table.name),
            table=table.name,
            columns=", ".join(map(definition, table.columns)),
            sha256=sha256,
            foreign=FOREIGN_ROWS,
        )
        out.write(form.encode())
        _copy(table, out)
    out.write(END.encode())


def _copy(table: Table, out: Sink) -> None:
    names = ", ".join(quoted(column.name) for column in table.columns)
    out.write(f"copy {quoted(table.name)} ({names}) from stdin;\n".encode())
    for row in table.rows():
        out.write(copied(row))
    out.write(b"\\.\n")


def definition(column: Column) -> str:
    """Of a column, where the table has to be made."""
    parts = [quoted(column.name), column.type]
    if column.name == "id" and column.required:
        parts.append("primary key")
    if column.refers:
        parts.append(f"references {quoted(column.refers)} (id)")
    return " ".join(parts)


def quoted(name: str) -> str:
    """Names are small letters, digits and underscores; quoted, none is a word of SQL."""
    return f'"{name}"'
