"""The image: built once, looked into, started."""
