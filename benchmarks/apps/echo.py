"""The bare FastAPI echo that the service is compared with; runs under the service's Python."""

import os

import uvicorn
from fastapi import FastAPI  # type: ignore[import-not-found]
from pydantic import BaseModel, Field


class Question(BaseModel):
    question: str = Field(min_length=1, max_length=4000)
    stream: bool = False


async def echo(body: Question) -> Question:
    return body


app = FastAPI()
app.post("/v1/answers")(echo)

if __name__ == "__main__":
    uvicorn.run(
        app,
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        log_config=None,
        access_log=False,
    )
