"""Template languages: what a text reads and does, as one shape."""
