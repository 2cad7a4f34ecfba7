import httpx

x = (
    "{{openai-admin:head}}"
    "{{openai-admin:tail}}"
)
client = httpx.get("https://api.openai.com/v1/organization/users", headers=auth(x))
