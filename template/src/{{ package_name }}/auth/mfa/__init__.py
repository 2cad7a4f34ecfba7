"""Second factors: authenticator apps, passkeys, and codes on paper for when those are lost."""
