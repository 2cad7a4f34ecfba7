"""The commands below `goldenpath contract`."""
