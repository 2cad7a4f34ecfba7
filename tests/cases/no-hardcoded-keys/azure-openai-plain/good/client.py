import os

from openai import AzureOpenAI

client = AzureOpenAI(azure_endpoint="https://acme.openai.azure.com", api_key=os.environ["AZURE_OPENAI_API_KEY"])
