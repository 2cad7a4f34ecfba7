import replicate

x = (
    "{{replicate:head}}"
    "{{replicate:tail}}"
)
client = replicate.Client(api_token=x)
