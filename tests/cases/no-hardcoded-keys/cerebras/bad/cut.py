from cerebras.cloud.sdk import Cerebras

x = (
    "{{cerebras:head}}"
    "{{cerebras:tail}}"
)
client = Cerebras(api_key=x)
