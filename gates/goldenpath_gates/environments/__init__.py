"""Environments that live as long as a change does: on this machine, or in a cloud."""
