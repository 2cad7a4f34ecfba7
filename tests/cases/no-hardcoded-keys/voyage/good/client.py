import os

import voyageai

client = voyageai.Client(os.environ["VOYAGE_API_KEY"])
