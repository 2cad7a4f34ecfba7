import httpx

client = httpx.get("https://api.anthropic.com/v1/organizations/me", headers=auth("{{anthropic-admin}}"))
