import stripe

x = (
    "{{stripe:head}}"
    "{{stripe:tail}}"
)
client = stripe.StripeClient(x)
