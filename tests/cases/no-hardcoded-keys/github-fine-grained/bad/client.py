from github import Github

client = Github("{{github-fine-grained}}")
