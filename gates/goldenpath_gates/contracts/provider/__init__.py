"""What the service promises when the model provider fails, and whether it keeps it."""
