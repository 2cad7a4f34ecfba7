from huggingface_hub import login

x = (
    "{{huggingface:head}}"
    "{{huggingface:tail}}"
)
client = login(x)
