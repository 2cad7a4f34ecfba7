from langfuse import Langfuse

client = Langfuse(secret_key="{{langfuse}}")
