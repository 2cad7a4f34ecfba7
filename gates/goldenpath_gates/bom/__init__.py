"""Bills of materials: what a service is made of, under which licence, and what changed."""
