import boto3

client = login("{{bedrock}}")
