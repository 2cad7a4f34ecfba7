from anthropic import Anthropic

client = Anthropic(api_key="{{anthropic-api}}")
