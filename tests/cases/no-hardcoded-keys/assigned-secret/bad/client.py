import httpx

client = httpx.Client(token="{{assigned-secret}}")
