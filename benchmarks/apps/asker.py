"""A bare service in front of a model: what asking costs without a service's own work."""

from __future__ import annotations

import os

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

MODEL = f"{os.environ['MODEL_BASE_URL']}/chat/completions"
HEADERS = {"authorization": f"Bearer {os.environ['MODEL_API_KEY']}"}
CLIENT = httpx2.AsyncClient(timeout=20, trust_env=False)


async def answers(request: Request) -> JSONResponse:
    question = {"role": "user", "content": (await request.json())["question"]}
    body = {"model": "gpt-test", "messages": [question]}
    reply = (await CLIENT.post(MODEL, json=body, headers=HEADERS)).json()
    return JSONResponse({"answer": reply["choices"][0]["message"]["content"]})


async def ready(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


ROUTES = [Route("/v1/answers", answers, methods=["POST"]), Route("/readyz", ready)]

if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=ROUTES),
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        log_config=None,
        access_log=False,
    )
