curl https://a.internal/speak -H "xi-api-key: {{elevenlabs-legacy}}"
