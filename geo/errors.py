"""Every error raised on purpose. A message says what was found, where, and what to do."""


class GeomarchesError(Exception):
    """Something the user can act on; the message says how."""


class AtlasNotFoundError(GeomarchesError):
    """No published atlas stands at this address."""


class SlowQuestionError(GeomarchesError):
    """The database stopped a question that lasted too long; others may well be answered."""


class UnknownTerritoryError(GeomarchesError):
    """No territory of this level has this code."""


class UnknownContractError(GeomarchesError):
    """No contract of the atlas has this identifier."""


class UnknownOrganisationError(GeomarchesError):
    """No buyer or supplier of the atlas has this SIREN or SIRET."""


class UnknownIndicatorError(GeomarchesError):
    """No indicator, or no variant of it, has this key."""


class BadSelectionError(GeomarchesError):
    """A word of the selection (level, year, family, weight…) is not one that exists."""


class SourceError(GeomarchesError):
    """A source file is absent, empty, truncated, or of no known format."""


class BuildError(GeomarchesError):
    """The atlas could not be built; the published one is untouched."""


class SettingsError(GeomarchesError):
    """A setting has an unknown name or an impossible value."""


class MissingToolError(GeomarchesError):
    """A program this step needs is not on the machine."""
