"""Puts the stub together and serves it until it is told to end."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goldenpath_gates.model_stub import cassette
from goldenpath_gates.model_stub.app import build
from goldenpath_gates.model_stub.cassette import Cassette
from goldenpath_gates.model_stub.noise import Noise
from goldenpath_gates.model_stub.server import bind, make_server, url_of
from goldenpath_gates.model_stub.sources import Replay, Source


def serve(args: argparse.Namespace) -> None:
    # uvicorn raises the signal again once it has shut down; that must not be death by signal.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tape(args.cassette, args.record) as source:
        app = build(
            args.rules,
            args.scenario,
            created=args.created,
            require_key=args.require_key,
            noise=Noise(args.noise, args.noise_seed),
            source=source,
        )
        with bind(args.host, args.port) as listener:
            print(f"model-stub listening on {url_of(listener)}/v1", flush=True)
            make_server(app).run(sockets=[listener])


@contextmanager
def tape(path: Path | None, upstream: str | None) -> Iterator[Source | None]:
    """What replies in place of the rules; a recording is saved at the end, however that comes."""
    if path is None:
        yield None
    elif upstream is None:
        yield Replay(cassette.load(path))
    else:
        from goldenpath_gates.model_stub.recorder import Recorder, bare

        tape = cassette.load(path) if path.exists() else Cassette(path)
        tape.header = {"upstream": bare(upstream)}
        try:
            yield Recorder(tape, upstream)
        finally:
            tape.save()
