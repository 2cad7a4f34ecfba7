from huggingface_hub import login

client = login("{{huggingface}}")
