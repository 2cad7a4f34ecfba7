from openai import AzureOpenAI

x = (
    "{{azure-openai-plain:head}}"
    "{{azure-openai-plain:tail}}"
)
client = AzureOpenAI(azure_endpoint="https://acme.openai.azure.com", api_key=x)
