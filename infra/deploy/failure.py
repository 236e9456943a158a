"""Why a deployment does not go on, and what to do."""


class Failure(Exception):
    """A sentence for a person: the cause and its mend."""
