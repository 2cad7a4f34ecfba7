import os

from huggingface_hub import login

client = login(os.environ["HF_TOKEN"])
