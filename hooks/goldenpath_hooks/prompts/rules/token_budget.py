"""The prompt is longer than its budget.

## Why

Every token is paid for at every request, and waited for. A prompt grows sentence by sentence; a
budget makes the growth a decision.

## Bad

```yaml
metadata:
  budgetTokens: 100
```

over a text of 2,000 characters, which is about 500 tokens.

## Good

```yaml
metadata:
  budgetTokens: 600
```

The count is the estimate of [token-window](token-window.md).

## Configure

A budget for every prompt that has none of its own:

```toml
[prompts]
budget_tokens = 2000
```
"""

from __future__ import annotations

from collections.abc import Iterator

from goldenpath_hooks.prompts.rules import Hit, LintSettings, Prompt, rule
from goldenpath_hooks.prompts.tokens import prompt_tokens

OWN = ("metadata", "budgetTokens")


@rule(remedy="shorten it, or raise the budget")
def check(prompt: Prompt, settings: LintSettings) -> Iterator[Hit]:
    own = prompt.settings.get(*OWN)
    budget = settings.budget_tokens if own is None else own
    if budget is None:
        return
    if not isinstance(budget, int) or isinstance(budget, bool) or budget < 1:
        message = f"the budget {budget!r} is not a number of tokens"
        yield Hit(prompt.settings.at(*OWN), message, "write a whole number of tokens")
    elif (count := prompt_tokens(prompt)) > budget:
        place = prompt.body if own is None else prompt.settings.at(*OWN)
        yield Hit(place, f"about {count} tokens, and the budget is {budget}")
