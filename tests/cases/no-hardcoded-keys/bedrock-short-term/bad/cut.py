import boto3

x = (
    "{{bedrock-short-term:head}}"
    "{{bedrock-short-term:tail}}"
)
client = login(x)
