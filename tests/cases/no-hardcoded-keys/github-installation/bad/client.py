from github import Github

client = Github("{{github-installation}}")
