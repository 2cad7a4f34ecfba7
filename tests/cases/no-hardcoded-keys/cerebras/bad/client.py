from cerebras.cloud.sdk import Cerebras

client = Cerebras(api_key="{{cerebras}}")
