"""Extracts of production without anybody in them: masked by a key, and checked against what was."""
