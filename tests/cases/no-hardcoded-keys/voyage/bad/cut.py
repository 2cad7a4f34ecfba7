import voyageai

x = (
    "{{voyage:head}}"
    "{{voyage:tail}}"
)
client = voyageai.Client(x)
