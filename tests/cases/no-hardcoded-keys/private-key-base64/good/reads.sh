echo "$SSH_KEY_BASE64" | base64 -d > /run/secrets/key
