"""JSON and YAML as text, and how a text is put in order."""
