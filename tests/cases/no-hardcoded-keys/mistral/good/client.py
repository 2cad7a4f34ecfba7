import os

from mistralai import Mistral

client = Mistral(os.environ["MISTRAL_API_KEY"])
