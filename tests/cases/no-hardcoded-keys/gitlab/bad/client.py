import gitlab

client = gitlab.Gitlab(private_token="{{gitlab}}")
