from xai_sdk import Client

x = (
    "{{xai:head}}"
    "{{xai:tail}}"
)
client = Client(api_key=x)
