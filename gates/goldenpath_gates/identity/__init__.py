"""Who the gates are when they ask a service."""
