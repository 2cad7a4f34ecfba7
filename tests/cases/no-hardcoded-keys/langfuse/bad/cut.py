from langfuse import Langfuse

x = (
    "{{langfuse:head}}"
    "{{langfuse:tail}}"
)
client = Langfuse(secret_key=x)
