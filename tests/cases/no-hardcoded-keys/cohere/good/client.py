import os

import cohere

client = cohere.ClientV2(os.environ["CO_API_KEY"])
