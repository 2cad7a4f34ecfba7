import httpx

x = (
    "{{anthropic-admin:head}}"
    "{{anthropic-admin:tail}}"
)
client = httpx.get("https://api.anthropic.com/v1/organizations/me", headers=auth(x))
