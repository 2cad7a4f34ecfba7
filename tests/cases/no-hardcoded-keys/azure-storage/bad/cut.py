from azure.storage.blob import BlobServiceClient

x = (
    "{{azure-storage:head}}"
    "{{azure-storage:tail}}"
)
client = BlobServiceClient.from_connection_string(x)
