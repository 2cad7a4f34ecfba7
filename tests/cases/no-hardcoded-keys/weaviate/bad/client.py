import weaviate

client = weaviate.auth.AuthApiKey("{{weaviate}}")
