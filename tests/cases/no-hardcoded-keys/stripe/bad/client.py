import stripe

client = stripe.StripeClient("{{stripe}}")
