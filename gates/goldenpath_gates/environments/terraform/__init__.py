"""Environments that Terraform makes: a workspace, and so a state, for each."""
