"""A model that grades answers, and how far people agree with it."""
