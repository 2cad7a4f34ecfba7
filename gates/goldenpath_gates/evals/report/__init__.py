"""The result for people and for the forges."""
