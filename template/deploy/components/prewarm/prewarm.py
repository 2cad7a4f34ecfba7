"""Asks the service one question, so that its connections, templates and index are warm.

Run by Kubernetes before the pod is ready. Whatever fails, it exits 0: a provider that is down must
not keep the service from starting.
"""

import json
import os
import time
import urllib.error
import urllib.request

SECONDS = 25.0
"""For everything: less than what a rollout waits for a pod."""


def warm(address: str, deadline: float) -> str:
    """Tries again until it is listening or the deadline (of time.monotonic) has passed."""
    body = json.dumps({"question": "Are you there?"}).encode()
    headers = {"content-type": "application/json"}
    problem = "the time was over"
    while (left := deadline - time.monotonic()) > 0:
        try:
            # The address is that of this very pod.
            question = urllib.request.Request(f"{address}/v1/answers", body, headers)  # noqa: S310
            with urllib.request.urlopen(question, timeout=left) as answer:  # noqa: S310
                return f"warm: {answer.status}"
        except urllib.error.HTTPError as error:  # asking again would only add to the trouble
            return f"cold: {error.code}"
        except OSError as error:  # not listening yet
            problem = str(error)
            time.sleep(min(0.5, left))
    return f"cold: {problem}"


if __name__ == "__main__":
    port = os.environ.get("PORT", "8000")
    print(warm(f"http://127.0.0.1:{port}", time.monotonic() + SECONDS))
