import httpx2

x = (
    "{{goldenpath:head}}"
    "{{goldenpath:tail}}"
)
http = httpx2.Client(headers={"x-api-key": x})
