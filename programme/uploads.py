"""What people upload is measured while it comes in, so that no file fills memory or disk."""

import logging
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


class FileNotKept(UploadedFile):
    """Stands in ``request.FILES`` for a file that was not kept, with its name and its size.

    So a form says of the file what is wrong with it, and keeps everything else that was posted.
    It holds nothing. ``is_too_large`` is False when the server had no room.
    """

    def __init__(self, name: str, size: int, *, is_too_large: bool) -> None:
        super().__init__(file=BytesIO(), name=name, size=size)
        self.is_too_large = is_too_large


class MeasuringUploadHandler(FileUploadHandler):
    """Drops a file as soon as the files of a request are larger than is allowed.

    The rest of the request is read, since its other fields come after the file, and forgotten.
    It must be the first handler: what it drops no other handler sees.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.most = settings.ATTACHMENT_MAX_MB * MEGABYTE
        self.received = 0
        self.is_announced = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        # Fields that are no files have a limit of their own: the rest must be files.
        fields = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        self.is_announced = content_length > self.most + fields

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        return None if self._is_too_much else raw_data

    def file_complete(self, file_size: int) -> Any:
        if not self._is_too_much:
            return None
        return FileNotKept(self.file_name or "", self.received, is_too_large=True)

    @property
    def _is_too_much(self) -> bool:
        return self.is_announced or self.received > self.most


class RoomyUploadHandler(TemporaryFileUploadHandler):
    """Writes a file to the disk for temporary files; a disk that is full is no crash."""

    has_failed = False
    is_taken = True

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.upload_complete()
        super().new_file(*args, **kwargs)
        self.has_failed = self.is_taken = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.has_failed:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            logger.exception("There is no room for an upload.")
            self.has_failed = True

    def file_complete(self, file_size: int) -> Any:
        if self.has_failed:
            return FileNotKept(self.file_name or "", file_size, is_too_large=False)
        self.is_taken = True
        return super().file_complete(file_size)

    def upload_complete(self) -> None:
        """Give the room of a file back that another handler has dropped."""
        if not self.is_taken:
            self.file.close()
