"""The models that the service asks, by name."""

from .fallback import FallbackModel
from .model import Model
from .settings import Settings
from .stub import StubModel


class Models:
    """The models by name, each made once; `only` is taken for all of them."""

    def __init__(self, settings: Settings, only: Model | None) -> None:
        self._settings = settings
        self._only = only
        self._made: dict[str, Model] = {}

    def named(self, name: str) -> Model:
        if name not in self._made:
            self._made[name] = self._only or make_model(self._settings, name)
        return self._made[name]

    async def close(self) -> None:
        for model in self._made.values():
            await model.close()


def make_model(settings: Settings, name: str) -> Model:
    if settings.model_base_url is None:
        return StubModel()
    # Loaded only here: importing the SDK is more than half of the start-up time.
    from .openai_model import OpenAIModel

    model = OpenAIModel(name, settings)
    if settings.model_fallback_name is None:
        return model
    once = settings.model_copy(update={"model_attempts": 1})
    return FallbackModel(model, OpenAIModel(settings.model_fallback_name, once))
