"""Promises kept: to clients, to partners, from model providers, between tools and vectors."""
