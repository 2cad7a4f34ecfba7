curl https://answers.acme.internal/v1/answers -H 'x-api-key: {{goldenpath}}'
