import os

from perplexity import Perplexity

client = Perplexity(api_key=os.environ["PERPLEXITY_API_KEY"])
