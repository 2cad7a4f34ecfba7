import boto3

x = (
    "{{bedrock:head}}"
    "{{bedrock:tail}}"
)
client = login(x)
