fetch(`https://generativelanguage.googleapis.com/v1/models?key={{google-api}}`)
