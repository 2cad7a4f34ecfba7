import os

from fireworks.client import Fireworks

client = Fireworks(api_key=os.environ["FIREWORKS_API_KEY"])
