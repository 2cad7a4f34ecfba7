import os

import httpx

client = httpx.Client(token=os.environ["SERVICE_TOKEN"])
