from together import Together

x = (
    "{{together:head}}"
    "{{together:tail}}"
)
client = Together(api_key=x)
