import os

import httpx

client = httpx.get("https://api.anthropic.com/v1/organizations/me", headers=auth(os.environ["ANTHROPIC_ADMIN_KEY"]))
