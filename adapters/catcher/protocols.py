"""The two mail protocols as their servers speak them, and what was caught as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from adapters.catcher.box import Box, Caught
from adapters.catcher.wire import from_mailpit, from_resend
from domain.base import Conflict, Json

_BAD_REQUEST, _UNAUTHORIZED, _CONFLICT, _UNPROCESSABLE = 400, 401, 409, 422


class Protocols:
    """The protocols over one box."""

    def __init__(self, box: Box) -> None:
        self._box = box

    def routes(self) -> APIRouter:
        """The routes that take letters, and those that tell which came."""
        router = APIRouter()
        router.add_api_route("/emails", self.resend, methods=["POST"])
        router.add_api_route("/api/v1/send", self.mailpit, methods=["POST"])
        router.add_api_route("/api/letters", self.letters)
        router.add_api_route("/api/letters/{letter_id}", self.letter)
        return router

    async def resend(
        self,
        request: Request,
        authorization: Annotated[str, Header()] = "",
        idempotency_key: Annotated[str, Header(max_length=256)] = "",
    ) -> JSONResponse:
        """As Resend: the same key and body get the same answer, the same key with another body gets 409."""
        if not authorization.startswith("Bearer "):
            return _resend_error(_UNAUTHORIZED, "missing_api_key", "Missing API key in the authorization header.")
        try:
            caught = self._box.catch(from_resend(await request.body(), key=idempotency_key))
        except ValidationError as error:
            return _resend_error(_UNPROCESSABLE, "validation_error", _first(error))
        except Conflict as error:
            return _resend_error(_CONFLICT, "invalid_idempotent_request", str(error))
        return JSONResponse({"id": caught.id})

    async def mailpit(self, request: Request) -> JSONResponse:
        """As Mailpit: every request is a new letter."""
        try:
            caught = self._box.catch(from_mailpit(await request.body()))
        except ValidationError as error:
            return JSONResponse({"Error": _first(error)}, status_code=_BAD_REQUEST)
        return JSONResponse({"ID": caught.id})

    async def letters(self) -> list[Json]:
        """Every letter without its text, oldest first: what it was, how often accepted and how often seen."""
        return [self._told(letter) for letter in self._box.letters()]

    async def letter(self, letter_id: str) -> Json:
        """One letter with all it holds."""
        caught = self._box.letter(letter_id)
        if caught is None:
            raise HTTPException(status_code=404, detail="no such letter")
        return {**caught.model_dump(mode="json"), **self._told(caught)}

    def _told(self, letter: Caught) -> Json:
        return {
            "id": letter.id,
            "key": letter.key,
            "letter_id": letter.letter_id,
            "template": letter.template,
            "to": letter.email,
            "subject": letter.subject,
            "headers": dict(letter.headers),
            "fingerprint": letter.fingerprint,
            "accepted": self._box.times_accepted(letter),
            "seen": self._box.times_seen(letter),
        }


def _resend_error(status: int, name: str, message: str) -> JSONResponse:
    return JSONResponse({"statusCode": status, "name": name, "message": message}, status_code=status)


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
