from slack_sdk import WebhookClient

client = WebhookClient("https://" + "{{slack-webhook}}")
