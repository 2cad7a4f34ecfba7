from together import Together

x = (
    "{{together-hex:head}}"
    "{{together-hex:tail}}"
)
client = Together(api_key=x)
