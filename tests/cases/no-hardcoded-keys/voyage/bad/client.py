import voyageai

client = voyageai.Client("{{voyage}}")
