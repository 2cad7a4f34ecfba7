from slack_sdk import WebhookClient

x = (
    "{{slack-webhook:head}}"
    "{{slack-webhook:tail}}"
)
client = WebhookClient("https://" + x)
