"""What the files of a service say, and where in them."""
