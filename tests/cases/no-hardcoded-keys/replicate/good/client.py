import os

import replicate

client = replicate.Client(api_token=os.environ["REPLICATE_API_TOKEN"])
