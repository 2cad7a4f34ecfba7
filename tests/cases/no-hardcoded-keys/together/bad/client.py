from together import Together

client = Together(api_key="{{together}}")
