from xai_sdk import Client

client = Client(api_key="{{xai}}")
