import os

import httpx

client = httpx.Client(headers=auth(os.environ["SESSION_TOKEN"]))
