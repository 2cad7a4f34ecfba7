import os

from qdrant_client import QdrantClient

client = QdrantClient(api_key=os.environ["QDRANT_API_KEY"])
