from github import Github

x = (
    "{{github:head}}"
    "{{github:tail}}"
)
client = Github(x)
