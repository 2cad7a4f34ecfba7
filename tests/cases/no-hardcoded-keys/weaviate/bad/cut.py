import weaviate

x = (
    "{{weaviate:head}}"
    "{{weaviate:tail}}"
)
client = weaviate.auth.AuthApiKey(x)
