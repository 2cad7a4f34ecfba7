from qdrant_client import QdrantClient

client = QdrantClient(api_key="{{qdrant-jwt}}")
