import twine

client = upload("{{pypi}}")
