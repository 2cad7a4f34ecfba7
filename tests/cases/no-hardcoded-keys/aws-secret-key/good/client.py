import os

import boto3

client = boto3.client('s3', aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"])
