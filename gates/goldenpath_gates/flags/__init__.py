"""The flags of a service: read, judged, and turned by ramps that move traffic by themselves."""
