import boto3

x = (
    "{{aws-access-key:head}}"
    "{{aws-access-key:tail}}"
)
client = boto3.client('s3', aws_access_key_id=x)
