import os

import twine

client = upload(os.environ["TWINE_PASSWORD"])
