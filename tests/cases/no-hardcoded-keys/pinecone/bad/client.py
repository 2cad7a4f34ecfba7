from pinecone import Pinecone

client = Pinecone(api_key="{{pinecone}}")
