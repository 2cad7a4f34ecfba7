from fireworks.client import Fireworks

x = (
    "{{fireworks:head}}"
    "{{fireworks:tail}}"
)
client = Fireworks(api_key=x)
