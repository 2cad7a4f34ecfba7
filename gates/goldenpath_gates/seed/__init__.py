"""Data of an environment: made up from a recipe, or taken from production and masked."""
