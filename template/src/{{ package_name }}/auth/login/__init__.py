"""Logs people in at the OpenID provider, and knows them again by a session until it ends."""
