"""What a service promises, once: `slo.yaml` is read, rendered for every gate, and asked about."""
