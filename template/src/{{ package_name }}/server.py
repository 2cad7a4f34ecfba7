"""uvicorn, which says that it is going before it goes."""

import time
from types import FrameType

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """From the first signal on not ready; after the delay it takes nothing new and ends the rest.

    Whoever spreads the load needs a moment to notice. A second signal ends the delay.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI, delay_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._delay = delay_seconds
        self._stopping: tuple[int, float] | None = None  # by which signal, and when

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.ready = False
        if self._delay and self._stopping is None:
            self._stopping = sig, time.monotonic() + self._delay
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._stopping and not self.should_exit:
            sig, at = self._stopping
            if time.monotonic() >= at:
                super().handle_exit(sig, None)
        return await super().on_tick(counter)
