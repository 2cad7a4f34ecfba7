import httpx

client = httpx.get("https://api.openai.com/v1/organization/users", headers=auth("{{openai-admin}}"))
