from openai import AzureOpenAI

x = (
    "{{azure-openai:head}}"
    "{{azure-openai:tail}}"
)
client = AzureOpenAI(azure_endpoint="https://acme.openai.azure.com", api_key=x)
