from langchain_nvidia_ai_endpoints import ChatNVIDIA

x = (
    "{{nvidia:head}}"
    "{{nvidia:tail}}"
)
client = ChatNVIDIA(api_key=x)
