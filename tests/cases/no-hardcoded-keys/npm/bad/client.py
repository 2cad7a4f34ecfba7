import subprocess

client = publish("{{npm}}")
