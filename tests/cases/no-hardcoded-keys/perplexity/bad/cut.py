from perplexity import Perplexity

x = (
    "{{perplexity:head}}"
    "{{perplexity:tail}}"
)
client = Perplexity(api_key=x)
