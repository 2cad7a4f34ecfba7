import os

import google.generativeai as genai

client = genai.configure(api_key=os.environ["GOOGLE_API_KEY"])
