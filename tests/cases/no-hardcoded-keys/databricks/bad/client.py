from databricks.sdk import WorkspaceClient

client = WorkspaceClient(token="{{databricks}}")
