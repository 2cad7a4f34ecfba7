import os

import openai

client = openai.Client(os.environ["OPENAI_API_KEY"])
