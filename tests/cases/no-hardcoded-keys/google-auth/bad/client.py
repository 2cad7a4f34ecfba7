from google import genai

client = genai.Client(api_key="{{google-auth}}")
