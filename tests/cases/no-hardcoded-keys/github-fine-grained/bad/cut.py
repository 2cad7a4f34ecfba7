from github import Github

x = (
    "{{github-fine-grained:head}}"
    "{{github-fine-grained:tail}}"
)
client = Github(x)
