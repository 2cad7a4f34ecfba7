"""The commands of `goldenpath env`."""
