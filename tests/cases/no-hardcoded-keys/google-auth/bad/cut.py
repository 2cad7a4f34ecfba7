from google import genai

x = (
    "{{google-auth:head}}"
    "{{google-auth:tail}}"
)
client = genai.Client(api_key=x)
