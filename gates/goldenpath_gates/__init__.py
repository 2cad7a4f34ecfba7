"""The stages of the release train and the `goldenpath` command."""
