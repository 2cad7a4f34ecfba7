import os

import sendgrid

client = sendgrid.SendGridAPIClient(os.environ["SENDGRID_API_KEY"])
