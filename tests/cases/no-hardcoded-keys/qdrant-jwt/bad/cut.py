from qdrant_client import QdrantClient

x = (
    "{{qdrant-jwt:head}}"
    "{{qdrant-jwt:tail}}"
)
client = QdrantClient(api_key=x)
