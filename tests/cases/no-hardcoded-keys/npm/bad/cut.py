import subprocess

x = (
    "{{npm:head}}"
    "{{npm:tail}}"
)
client = publish(x)
