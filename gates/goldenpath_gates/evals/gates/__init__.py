"""Demands on the metrics, and the ruling on each."""
