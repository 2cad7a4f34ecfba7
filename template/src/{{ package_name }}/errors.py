"""What stops the service from starting."""


class StartError(Exception):
    """A setting, prompt or price is wrong; the text is one sentence for the operator."""
