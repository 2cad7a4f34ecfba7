from groq import Groq

x = (
    "{{groq:head}}"
    "{{groq:tail}}"
)
client = Groq(api_key=x)
