import sendgrid

client = sendgrid.SendGridAPIClient("{{sendgrid}}")
