import twine

x = (
    "{{pypi:head}}"
    "{{pypi:tail}}"
)
client = upload(x)
