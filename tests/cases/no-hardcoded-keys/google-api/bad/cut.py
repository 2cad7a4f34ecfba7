import google.generativeai as genai

x = (
    "{{google-api:head}}"
    "{{google-api:tail}}"
)
client = genai.configure(api_key=x)
