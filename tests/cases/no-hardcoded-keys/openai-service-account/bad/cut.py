from openai import OpenAI

x = (
    "{{openai-service-account:head}}"
    "{{openai-service-account:tail}}"
)
client = OpenAI(api_key=x)
