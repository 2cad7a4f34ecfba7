"""Answers as the contract promises, before there is a service."""
