"""Environments on this machine: processes, ports, a data directory, nothing else."""
