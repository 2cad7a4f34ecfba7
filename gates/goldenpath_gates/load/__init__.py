"""Whether a release holds the traffic that slo.yaml promises, with what breaks on the way."""
