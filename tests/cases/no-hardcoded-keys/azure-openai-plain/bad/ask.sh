curl https://acme.openai.azure.com/openai/models -H "api-key: {{azure-openai-plain}}"
