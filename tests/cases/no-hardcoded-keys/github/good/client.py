import os

from github import Github

client = Github(os.environ["GITHUB_TOKEN"])
