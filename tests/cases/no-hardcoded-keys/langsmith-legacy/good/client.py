import os

from langsmith import Client

client = Client(api_key=os.environ["LANGCHAIN_API_KEY"])
