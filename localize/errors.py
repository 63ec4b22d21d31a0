"""Every error the product raises on purpose, and who acts on it.

    LocalizeError                 something was wrong; the message says what, where and what to do next
    ├── TransientError            the world may be better in a minute: the flow retries, nobody else does
    │   ├── SourceUnavailable     a source did not answer
    │   ├── RateLimited           a source or an engine asked us to slow down
    │   ├── EngineUnavailable     an engine's server did not answer; its texts wait for the next night
    │   └── StoreBusy             another process holds the store
    ├── PermanentError            trying again changes nothing: a person or a setting must
    │   ├── BadRecord             one record cannot be read; it goes to quarantine, the night goes on
    │   ├── UnsupportedPair       no engine translates between these two languages
    │   ├── ModelMissing          a model is not installed, not complete or not the pinned bytes
    │   ├── EngineRefused         an engine's server refused what it was asked, or answered with something else
    │   ├── LicenceRefused        the licence policy does not allow this model
    │   ├── PromptError           a prompt template does not render
    │   ├── GlossaryError         a glossary, region or lexicon file is wrong
    │   ├── SettingsError         a setting is wrong
    │   └── AddressRefused        nothing is sent to this address: it is none, or one of a private network
    └── IllegalMove               a state change that the life cycle does not allow
        └── EditConflict          somebody else changed the line meanwhile; it carries both texts

An adapter raises; it never retries. Only `TransientError` is worth a retry, and the flow does that; for an engine the next night does.
"""

from __future__ import annotations


class LocalizeError(Exception):
    """Base of all errors of the product. `next_step` tells the reader what to do."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} Next step: {self.next_step}" if self.next_step else self.message


class TransientError(LocalizeError):
    """The same call may succeed later without anybody changing anything."""


class SourceUnavailable(TransientError):
    """A source did not answer."""


class RateLimited(TransientError):
    """A source or an engine asked us to slow down."""


class EngineUnavailable(TransientError):
    """An engine's server did not answer."""


class StoreBusy(TransientError):
    """Another process holds the store."""


class PermanentError(LocalizeError):
    """Trying again changes nothing."""


class BadRecord(PermanentError):
    """One record cannot be read.

    `where` is "file:line", `field` the dotted path inside the record, `raw` the text as it came.
    """

    def __init__(self, message: str, *, where: str = "", field: str = "", raw: str = "", next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.where = where
        self.field = field
        self.raw = raw


class UnsupportedPair(PermanentError):
    """No engine translates between these two languages."""


class ModelMissing(PermanentError):
    """A model is not installed, not complete or not the pinned bytes."""


class EngineRefused(PermanentError):
    """An engine's server refused what it was asked, or answered with something that is no answer."""


class LicenceRefused(PermanentError):
    """The licence policy does not allow this model."""


class PromptError(PermanentError):
    """A prompt template does not render."""


class GlossaryError(PermanentError):
    """A glossary, region or lexicon file is wrong."""


class SettingsError(PermanentError):
    """A setting is wrong."""


class AddressRefused(PermanentError):
    """Nothing is sent to this address."""


class IllegalMove(LocalizeError):
    """A state change that the life cycle does not allow."""


class EditConflict(IllegalMove):
    """Somebody else changed the line that was edited.

    `mine` is the text that was not saved, `theirs` the text that stands, `source` the line's source now, `who` wrote it, and `token` is what an
    edit of the line as it stands has to name; "" where the line is no longer there.
    """

    def __init__(self, message: str, *, next_step: str, mine: str, theirs: str, source: str, who: str, token: str) -> None:
        super().__init__(message, next_step=next_step)
        self.mine = mine
        self.theirs = theirs
        self.source = source
        self.who = who
        self.token = token
