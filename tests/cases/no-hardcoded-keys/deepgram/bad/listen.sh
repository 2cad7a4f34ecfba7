curl https://api.deepgram.com/v1/listen -H "Authorization: Token {{deepgram}}"
