from github import Github

client = refreshed("{{github-refresh}}")
