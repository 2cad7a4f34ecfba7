from pinecone import Pinecone

x = (
    "{{pinecone:head}}"
    "{{pinecone:tail}}"
)
client = Pinecone(api_key=x)
