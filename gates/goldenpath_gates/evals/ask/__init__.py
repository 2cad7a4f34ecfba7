"""Asking the service, case by case, over HTTP."""
