from mistralai import Mistral

x = (
    "{{mistral:head}}"
    "{{mistral:tail}}"
)
client = Mistral(x)
