from openai import OpenAI

x = (
    "{{deepseek:head}}"
    "{{deepseek:tail}}"
)
client = OpenAI(base_url="https://api.deepseek.com", api_key=x)
