from azure.storage.blob import BlobServiceClient

client = BlobServiceClient.from_connection_string("{{azure-storage}}")
