"""The secret key of a site that is given none."""

import secrets
from contextlib import suppress
from pathlib import Path


def kept_in(folder: Path) -> str:
    """The key of this data folder, made when it is first asked for."""
    path = folder / "secret_key"
    if not path.exists():
        draft = folder / f"secret_key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        # Web and worker start together: the first link wins, and both read it.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
