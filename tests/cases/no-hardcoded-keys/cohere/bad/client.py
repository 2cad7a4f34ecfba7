import cohere

client = cohere.ClientV2("{{cohere}}")
