from elevenlabs import ElevenLabs

x = (
    "{{elevenlabs:head}}"
    "{{elevenlabs:tail}}"
)
client = ElevenLabs(api_key=x)
