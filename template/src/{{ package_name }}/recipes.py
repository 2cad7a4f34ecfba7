"""What answers are made with: for each choice that the flags can make, loaded and tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from .flag_file import Choice, Flags
from .live_knowledge import LiveKnowledge
from .messages import require_inputs
from .model import Model, Options
from .prices import Price, require_price
from .prompts import Prompt, load_prompt
from .retrieval import Retriever
from .settings import Settings

CHEAP_DOCUMENTS = 2
SAMPLE: Mapping[str, Any] = {"question": "?", "documents": [{"id": "i", "text": "t"}]}


@dataclass(frozen=True, slots=True)
class Recipe:
    """`retrieved` is how many documents a question gets at most."""

    prompt: Prompt
    options: Options
    index: str
    retriever: Retriever
    retrieved: int
    model: Model


def load_recipes(
    settings: Settings,
    flags: Flags,
    knowledge: LiveKnowledge,
    prices: Mapping[str, Price],
    model_of: Callable[[str], Model],
) -> dict[Choice, Recipe]:
    """Make one for each choice; raise StartError if anything that one needs is missing or wrong.

    `model_of` gives the model of a name, always the same one.
    """
    prompts = {name: _prompt(settings.prompts_dir / name) for name in flags.values("prompt")}
    choices = product(*(flags.values(field) for field in Choice._fields))
    recipes: dict[Choice, Recipe] = {}
    for choice in map(Choice._make, choices):
        prompt = prompts[choice.prompt]
        name = model_name(settings, choice, prompt)
        require_price(prices, name)
        model = model_of(name)
        require_price(prices, model.name)
        most = settings.retrieved_documents
        recipes[choice] = Recipe(
            prompt,
            prompt.spec.model.options.port_options(),
            choice.knowledge_index,
            knowledge.retriever(choice.knowledge_index),
            min(CHEAP_DOCUMENTS, most) if choice.cheap_mode else most,
            model,
        )
    return recipes


def model_name(settings: Settings, choice: Choice, prompt: Prompt) -> str:
    cheap = settings.model_cheap_name if choice.cheap_mode else None
    return cheap or choice.model or settings.model_name or prompt.spec.model.id


def _prompt(path: Path) -> Prompt:
    prompt = load_prompt(path)
    require_inputs(prompt, SAMPLE)
    return prompt
