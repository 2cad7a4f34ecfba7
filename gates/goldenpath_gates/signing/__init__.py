"""Who signed what about an image: statements, keyless signatures, and what refuses them."""
