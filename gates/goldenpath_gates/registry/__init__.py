"""Images in OCI registries: found by digest, pushed byte for byte."""
