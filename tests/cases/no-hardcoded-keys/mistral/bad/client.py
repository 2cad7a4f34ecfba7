from mistralai import Mistral

client = Mistral("{{mistral}}")
