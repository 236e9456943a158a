"""The error that ends a deployment."""


class Failure(Exception):
    """A sentence for a person: what is wrong, and what to do."""
