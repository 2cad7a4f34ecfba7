import os

import gitlab

client = gitlab.Gitlab(private_token=os.environ["GITLAB_TOKEN"])
