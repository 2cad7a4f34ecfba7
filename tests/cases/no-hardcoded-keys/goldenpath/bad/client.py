import httpx2

http = httpx2.Client(headers={"x-api-key": "{{goldenpath}}"})
