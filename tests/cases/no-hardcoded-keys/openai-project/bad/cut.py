from openai import OpenAI

x = (
    "{{openai-project:head}}"
    "{{openai-project:tail}}"
)
client = OpenAI(api_key=x)
