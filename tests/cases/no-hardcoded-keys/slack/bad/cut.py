from slack_sdk import WebClient

x = (
    "{{slack:head}}"
    "{{slack:tail}}"
)
client = WebClient(x)
