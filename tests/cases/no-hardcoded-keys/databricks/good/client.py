import os

from databricks.sdk import WorkspaceClient

client = WorkspaceClient(token=os.environ["DATABRICKS_TOKEN"])
