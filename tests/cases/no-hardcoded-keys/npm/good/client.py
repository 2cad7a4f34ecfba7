import os

import subprocess

client = publish(os.environ["NPM_TOKEN"])
