import os

import httpx

client = httpx.get("https://api.openai.com/v1/organization/users", headers=auth(os.environ["OPENAI_ADMIN_KEY"]))
