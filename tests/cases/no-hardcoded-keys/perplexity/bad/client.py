from perplexity import Perplexity

client = Perplexity(api_key="{{perplexity}}")
