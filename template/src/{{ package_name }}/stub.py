"""The embedded model: deterministic, offline, and not intelligent."""

import re
from collections.abc import AsyncGenerator, Sequence

from .model import Delta, Message, Options, Reply, Usage, estimated_tokens

# The first sentence, or paragraph, of the first document; its title is no answer.
NEAREST = re.compile(
    r'<document id="([^"]*)">\n(?:#[^\n]*\n+)?(.+?)(?:(?<=[.!?])(?=\s)|\n(?=\n|</document>))',
    re.DOTALL,
)


class StubModel:
    name = "stub"
    provider = "stub"
    stub = True

    async def complete(self, messages: Sequence[Message], options: Options) -> Reply:
        asked = next((m.content for m in reversed(messages) if m.role == "user"), "")
        text = f"This is a stub, not a model. {_quotation(asked)}"
        usage = Usage(
            input_tokens=sum(estimated_tokens(len(message.content)) for message in messages),
            output_tokens=estimated_tokens(len(text)),
        )
        return Reply(text=text, model=self.name, usage=usage, asked=self.name)

    async def stream(
        self, messages: Sequence[Message], options: Options
    ) -> AsyncGenerator[Delta | Reply, None]:
        return _pieces(await self.complete(messages, options))

    async def close(self) -> None:
        return None


def _quotation(asked: str) -> str:
    nearest = NEAREST.search(asked)
    if not nearest:
        return "I do not know."
    name, sentence = nearest.groups()
    return f"The nearest document begins: {' '.join(sentence.split())} [{name}]"


async def _pieces(reply: Reply) -> AsyncGenerator[Delta | Reply, None]:
    for word in re.findall(r"\s*\S+\s*$|\s*\S+", reply.text):
        yield Delta(word)
    yield reply
