from elevenlabs import ElevenLabs

x = (
    "{{elevenlabs-legacy:head}}"
    "{{elevenlabs-legacy:tail}}"
)
client = ElevenLabs(api_key=x)
