from elevenlabs import ElevenLabs

client = ElevenLabs(api_key="{{elevenlabs}}")
