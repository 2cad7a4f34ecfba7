"""`goldenpath seed`: one module per command."""
