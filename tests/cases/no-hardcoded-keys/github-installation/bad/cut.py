from github import Github

x = (
    "{{github-installation:head}}"
    "{{github-installation:tail}}"
)
client = Github(x)
