"""Ask an address in an open loop, with the recording, and print the percentiles."""

from __future__ import annotations

import argparse
from pathlib import Path

SHARES = (0.5, 0.9, 0.95, 0.99, 1.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="of the service, such as http://127.0.0.1:8000")
    parser.add_argument("--rate", type=_positive, default=20.0, help="requests a second (20)")
    parser.add_argument("--seconds", type=_positive, default=10.0, help="for how long (10)")
    parser.add_argument(
        "--arrivals", choices=("poisson", "constant"), default="poisson", help="(poisson)"
    )
    parser.add_argument(
        "--timeout", type=_positive, default=30.0, help="of an answer, seconds (30)"
    )


def run(args: argparse.Namespace) -> int:
    """0 where every request was answered without an error, else 1; it judges no time."""
    from goldenpath_gates import config
    from goldenpath_gates.console import columns, say
    from goldenpath_gates.errors import UsageError
    from goldenpath_gates.load import live, probe, recording
    from goldenpath_gates.load.quantiles import quantile

    if not args.url.startswith(("http://", "https://")):
        raise UsageError(f"{args.url!r} is no http(s) address")
    root = Path.cwd()
    settings = config.load(root).load
    requests = recording.read(Path(settings.recorded), root).requests
    times = probe.arrivals(args.arrivals, args.rate, args.seconds)
    if not times:
        raise UsageError("no request is due in that time: raise --rate or --seconds")
    with live.shown("probe", args.seconds) as tell:
        shots = probe.fire(args.url.rstrip("/"), requests, times, args.timeout, tell)
    rows = [("", *(f"p{100 * share:g}" for share in SHARES))]
    for name, values in (
        ("answer", [shot.latency_s for shot in shots]),
        ("first token", [shot.first_s for shot in shots if shot.first_s is not None]),
        ("late to send", [shot.lag_s for shot in shots]),
    ):
        if values:
            rows.append((name, *(f"{quantile(values, share) * 1000:.1f} ms" for share in SHARES)))
    failed = sum(shot.failed for shot in shots)
    say(f"{columns(rows)}\n{len(shots)} requests, {failed} errors")
    return int(bool(failed))


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= 100_000:
        raise argparse.ArgumentTypeError("more than 0, at most 100000")
    return number
