from langsmith import Client

x = (
    "{{langsmith:head}}"
    "{{langsmith:tail}}"
)
client = Client(api_key=x)
