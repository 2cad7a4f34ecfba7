import boto3

client = boto3.client('s3', aws_secret_access_key="{{aws-secret-key}}")
