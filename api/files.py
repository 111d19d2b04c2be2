"""A file as a response, whole or in part."""

from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send


class PartialFile(FileResponse):
    """A file of which a client may ask a range; a wrong one is a problem, as all errors are."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or raise what is wrong with the range before anything is sent."""

        async def checked(message: Message) -> None:
            if message.get("status", 200) in {400, 416}:
                raise HTTPException(416)
            await send(message)

        await super().__call__(scope, receive, checked)
