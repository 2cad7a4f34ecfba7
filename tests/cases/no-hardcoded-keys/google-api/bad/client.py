import google.generativeai as genai

client = genai.configure(api_key="{{google-api}}")
