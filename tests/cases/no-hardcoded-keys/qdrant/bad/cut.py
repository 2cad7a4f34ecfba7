from qdrant_client import QdrantClient

x = (
    "{{qdrant:head}}"
    "{{qdrant:tail}}"
)
client = QdrantClient(api_key=x)
