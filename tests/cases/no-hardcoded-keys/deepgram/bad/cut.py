from deepgram import DeepgramClient

x = (
    "{{deepgram:head}}"
    "{{deepgram:tail}}"
)
client = DeepgramClient(x)
