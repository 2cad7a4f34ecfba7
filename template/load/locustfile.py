"""Who uses this service, and how: visits from beginning to end, not single routes.

A user here stands for one person or program; each task is a visit. The library sets how many there
are and how fast they go, so a `wait_time` here has no effect. Routes are told apart by their path:
leave `name` alone. `./ci run load` runs it; docs/stages/load.md of goldenpath says how.
"""

import random
from itertools import count

from locust import FastHttpUser, task

QUESTIONS = (
    "What is a canary release?",
    "With how many percent of the traffic does a canary start?",
    "When is a blue-green deployment better than a canary?",
    "What is shadow traffic for?",
    "How is a release rolled back?",
)
NUMBER = count()


class Reader(FastHttpUser):
    """Asks, reads, asks again."""

    weight = 3

    @task(3)
    def follow_up(self) -> None:
        for question in random.sample(QUESTIONS, 2):
            self.ask(question)

    @task(1)
    def watch(self) -> None:
        """As the text comes in."""
        self.ask(random.choice(QUESTIONS), stream=True)  # noqa: S311 - nothing is protected

    def ask(self, question: str, stream: bool = False) -> None:
        # Numbered: an answer that the service remembers would say nothing of the model behind it.
        body = {"question": f"{question} ({next(NUMBER)})", "stream": stream}
        with self.client.post("/v1/answers", json=body, catch_response=True) as answer:
            if answer.ok and stream and "event: done" not in (answer.text or ""):
                answer.failure("the stream did not end with its event `done`")


class Integration(FastHttpUser):
    """Reads the contract, then asks as it says."""

    weight = 1

    @task
    def begin(self) -> None:
        contract = self.client.get("/openapi.json")
        if contract.ok and "/v1/answers" in contract.json()["paths"]:
            self.client.post("/v1/answers", json={"question": random.choice(QUESTIONS)})  # noqa: S311
