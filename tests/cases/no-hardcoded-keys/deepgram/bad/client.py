from deepgram import DeepgramClient

client = DeepgramClient("{{deepgram}}")
