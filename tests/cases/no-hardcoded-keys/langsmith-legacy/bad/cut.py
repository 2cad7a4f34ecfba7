from langsmith import Client

x = (
    "{{langsmith-legacy:head}}"
    "{{langsmith-legacy:tail}}"
)
client = Client(api_key=x)
