import os

from deepgram import DeepgramClient

client = DeepgramClient(os.environ["DEEPGRAM_API_KEY"])
