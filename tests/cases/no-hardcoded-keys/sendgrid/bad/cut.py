import sendgrid

x = (
    "{{sendgrid:head}}"
    "{{sendgrid:tail}}"
)
client = sendgrid.SendGridAPIClient(x)
