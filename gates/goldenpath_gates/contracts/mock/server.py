"""Serves the mock until it is told to end."""

from __future__ import annotations

import argparse
import signal
import sys

from goldenpath_gates.console import plain
from goldenpath_gates.contracts.document import load
from goldenpath_gates.contracts.mock.app import build
from goldenpath_gates.model_stub.server import bind, make_server, url_of


def serve(args: argparse.Namespace) -> None:
    # uvicorn raises the signal again once it has shut down; that must not be death by signal.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    document = load(args.file)
    app, count = build(document, seed=args.seed, negative=args.negative)
    info = document.root.get("info") or {}
    title, version = info.get("title", "untitled"), info.get("version", "without a version")
    with bind(args.host, args.port) as listener:
        what = plain(f"{count} operations of {title} {version}")
        print(f"contract mock listening on {url_of(listener)} ({what})", flush=True)
        make_server(app).run(sockets=[listener])
