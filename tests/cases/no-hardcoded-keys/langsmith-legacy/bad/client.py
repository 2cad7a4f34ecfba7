from langsmith import Client

client = Client(api_key="{{langsmith-legacy}}")
