from langchain_nvidia_ai_endpoints import ChatNVIDIA

client = ChatNVIDIA(api_key="{{nvidia}}")
