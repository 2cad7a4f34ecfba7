"""The commands of `goldenpath load`."""
