from openai import OpenAI

x = (
    "{{openrouter:head}}"
    "{{openrouter:tail}}"
)
client = OpenAI(base_url="https://openrouter.ai/api/v1", api_key=x)
