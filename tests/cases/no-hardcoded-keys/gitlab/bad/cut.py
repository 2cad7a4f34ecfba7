import gitlab

x = (
    "{{gitlab:head}}"
    "{{gitlab:tail}}"
)
client = gitlab.Gitlab(private_token=x)
