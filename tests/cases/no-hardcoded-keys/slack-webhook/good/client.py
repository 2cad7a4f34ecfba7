import os

from slack_sdk import WebhookClient

client = WebhookClient("https://" + os.environ["SLACK_WEBHOOK"])
