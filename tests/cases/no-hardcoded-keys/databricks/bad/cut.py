from databricks.sdk import WorkspaceClient

x = (
    "{{databricks:head}}"
    "{{databricks:tail}}"
)
client = WorkspaceClient(token=x)
