from pinecone import Pinecone

x = (
    "{{pinecone-uuid:head}}"
    "{{pinecone-uuid:tail}}"
)
client = Pinecone(api_key=x)
