KEY = "{{private-key}}"
