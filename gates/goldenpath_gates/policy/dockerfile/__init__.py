"""A Dockerfile as the builder reads it."""
