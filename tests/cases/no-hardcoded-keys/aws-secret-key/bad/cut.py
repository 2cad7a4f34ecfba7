import boto3

x = (
    "{{aws-secret-key:head}}"
    "{{aws-secret-key:tail}}"
)
client = boto3.client('s3', aws_secret_access_key=x)
