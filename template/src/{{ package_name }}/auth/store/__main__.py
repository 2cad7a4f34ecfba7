"""Makes the table in the database of AUTH_STORE_URL, or says whether it is as it should be."""

import argparse
import os
import sys
from collections.abc import Sequence

SCHEME = "postgresql://"


def main(argv: Sequence[str] | None = None) -> int:
    """0: done, or nothing to do; 1: the table is not as it should be; 2: it cannot be reached."""
    parser = argparse.ArgumentParser(prog="python -m <package>.auth.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="make the table, or bring it to this version")
    down = commands.add_parser("downgrade", help="bring it back to that of an older version")
    down.add_argument("revision", help="of that version; `base` removes the table")
    commands.add_parser("check", help="is the table as this version needs it?")
    args = parser.parse_args(argv)

    url = os.environ.get("AUTH_STORE_URL", "")
    if not url.startswith(SCHEME):
        print(f"AUTH_STORE_URL does not begin with {SCHEME}: there is no table", file=sys.stderr)
        return 0
    return _done(args.command, url, getattr(args, "revision", ""))


def _done(command: str, url: str, revision: str) -> int:
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from . import migration

    try:
        found: list[str] = []
        if command == "migrate":
            migration.upgrade(url)
        elif command == "downgrade":
            migration.downgrade(url, revision)
        else:
            found = migration.differences(url)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 2
    except (ValueError, SQLAlchemyError) as error:
        # Never the text: it may quote the URL.
        why = type(getattr(error, "orig", None) or error).__name__
        print(f"the database of AUTH_STORE_URL cannot be used ({why})", file=sys.stderr)
        return 2
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
