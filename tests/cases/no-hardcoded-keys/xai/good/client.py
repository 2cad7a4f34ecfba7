import os

from xai_sdk import Client

client = Client(api_key=os.environ["XAI_API_KEY"])
