import os

from pinecone import Pinecone

client = Pinecone(api_key=os.environ["PINECONE_API_KEY"])
