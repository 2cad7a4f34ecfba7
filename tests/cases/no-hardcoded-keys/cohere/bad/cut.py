import cohere

x = (
    "{{cohere:head}}"
    "{{cohere:tail}}"
)
client = cohere.ClientV2(x)
