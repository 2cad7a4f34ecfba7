"""`goldenpath flags`: one module per command."""
