import boto3

client = login("{{bedrock-short-term}}")
