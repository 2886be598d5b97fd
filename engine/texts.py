"""The texts of the documents that clients name instead of sending them."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.errors import Problem
from engine.requests import Asked


class Texts:
    """Trusted documents, and the persisted queries used last: at most so many and so many bytes.

    Where only trusted documents are served, a client can send and persist no text of its own.
    """

    def __init__(
        self,
        trusted: Mapping[str, str],
        *,
        only_trusted: bool = False,
        most: int = 1_000,
        most_bytes: int = 1024 * 1024,
    ) -> None:
        self.trusted = trusted
        self.only_trusted = only_trusted
        self.most = most
        self.most_bytes = most_bytes
        self._persisted: OrderedDict[str, str] = OrderedDict()
        self._bytes = 0

    def filled_in(self, asked: Asked) -> Asked:
        """The same with the text to execute; raises the Problem with what names it."""
        if asked.document_id is not None:
            return replace(asked, query=self._trusted(asked.document_id))
        if asked.query is None:
            return replace(asked, query=self._named(asked.sha256 or ""))
        if self.only_trusted:
            raise Problem("TRUSTED_DOCUMENT_REQUIRED", "Send the `documentId` of a known document")
        if asked.sha256 is not None and asked.sha256 != sha256(asked.query.encode()).hexdigest():
            raise Problem("BAD_REQUEST", "provided sha does not match query")
        return asked

    def persist(self, asked: Asked, result: ExecutionResult) -> None:
        """Keep a text under the hash it came with, once it has been executed."""
        if asked.sha256 is None or asked.query is None:
            return
        is_known = asked.sha256 in self._persisted or asked.sha256 in self.trusted
        if not is_known and not isinstance(result, PreExecutionError):
            self._keep(asked.sha256, asked.query)

    def _keep(self, name: str, text: str) -> None:
        self._persisted[name] = text
        self._bytes += len(text.encode())
        while len(self._persisted) > self.most or self._bytes > self.most_bytes:
            _, oldest = self._persisted.popitem(last=False)
            self._bytes -= len(oldest.encode())

    def _trusted(self, document_id: str) -> str:
        text = self.trusted.get(document_id.removeprefix("sha256:"))
        if text is None:
            raise Problem("TRUSTED_DOCUMENT_NOT_FOUND", "No document is known by this `documentId`")
        return text

    def _named(self, name: str) -> str:
        if name in self.trusted:
            return self.trusted[name]
        if self.only_trusted:
            raise Problem("PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
        if name not in self._persisted:
            raise Problem("PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        self._persisted.move_to_end(name)
        return self._persisted[name]
