"""Kinds that speak of files: a scan attached to a paper of a request. The content goes its own way (protocol 6)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from desk.model.kinds.body import Body, Name, Reference

Media = Literal["application/pdf", "image/jpeg", "image/png", "image/tiff", "image/webp"]
FILE_BYTES_MAX = 64 * 1024 * 1024


class FileAttached(Body):
    """A file was attached to a paper of a request; the line holds without the content, which follows later."""

    kind: ClassVar[str] = "file.attached"
    request: Reference
    paper: Annotated[str, Field(max_length=40, description="code of the paper in the service, empty for none of them")]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content, by which it is kept and asked")
    bytes: int = Field(ge=1, le=FILE_BYTES_MAX)
    media: Media
    name: Name = Field(description="what the officer calls it; no name of a file on the machine")
