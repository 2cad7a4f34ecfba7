import openai

client = openai.Client("{{openai-legacy}}")
