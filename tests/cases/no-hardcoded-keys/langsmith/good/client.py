import os

from langsmith import Client

client = Client(api_key=os.environ["LANGSMITH_API_KEY"])
