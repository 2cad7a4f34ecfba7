import os

from langchain_nvidia_ai_endpoints import ChatNVIDIA

client = ChatNVIDIA(api_key=os.environ["NVIDIA_API_KEY"])
