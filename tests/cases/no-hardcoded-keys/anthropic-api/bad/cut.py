from anthropic import Anthropic

x = (
    "{{anthropic-api:head}}"
    "{{anthropic-api:tail}}"
)
client = Anthropic(api_key=x)
