import os

from langfuse import Langfuse

client = Langfuse(secret_key=os.environ["LANGFUSE_SECRET_KEY"])
