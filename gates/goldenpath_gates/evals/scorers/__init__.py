"""One module per scorer; `registry.py` finds them."""
