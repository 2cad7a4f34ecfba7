import replicate

client = replicate.Client(api_token="{{replicate}}")
