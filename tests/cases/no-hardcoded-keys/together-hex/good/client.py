import os

from together import Together

client = Together(api_key=os.environ["TOGETHER_API_KEY"])
