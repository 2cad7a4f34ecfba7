import openai

x = (
    "{{openai-legacy:head}}"
    "{{openai-legacy:tail}}"
)
client = openai.Client(x)
