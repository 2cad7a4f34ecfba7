"""Cases that people should look at, and their labels on the way back."""
