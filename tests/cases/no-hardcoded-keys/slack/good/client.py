import os

from slack_sdk import WebClient

client = WebClient(os.environ["SLACK_BOT_TOKEN"])
