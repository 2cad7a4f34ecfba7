"""What is measured: python -m benchmarks [NAME ...] [--runs N] [--json FILE]."""
