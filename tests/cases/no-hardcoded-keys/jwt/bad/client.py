import httpx

client = httpx.Client(headers=auth("{{jwt}}"))
