import httpx

x = (
    "{{jwt:head}}"
    "{{jwt:tail}}"
)
client = httpx.Client(headers=auth(x))
