import os

import boto3

client = login(os.environ["AWS_BEARER_TOKEN_BEDROCK"])
