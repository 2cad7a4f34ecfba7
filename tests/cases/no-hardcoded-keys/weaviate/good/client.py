import os

import weaviate

client = weaviate.auth.AuthApiKey(os.environ["WEAVIATE_API_KEY"])
