"""A program of its own: the words of the PDF that comes in, the pages parted by form feeds.

``python pdf_words.py SECONDS BYTES``: some 2 kB of PDF can be made to take gigabytes or hours, in
a library that nothing in the same process can stop. Here it runs against the limits of the system,
and only this program ends when it meets them. It ends with 0 if every page was read.
"""

import resource
import sys

MEMORY = 1024 * 1024 * 1024


def main() -> int:
    seconds, left = (int(word) for word in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Whoever dies of a limit leaves no image of the memory, full of words, on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        # Damaged or encrypted: nobody reads a name in it either.
        return 0
    left -= _tell(" ".join(document.get_metadata_dict().values()))
    for page in document:
        text = page.get_textpage()
        left -= _tell(text.get_text_bounded())
        # Of thousands of pages none is kept.
        text.close()
        page.close()
        if left < 0:
            return 1
    return 0


def _tell(words: str) -> int:
    told = words.replace("\f", " ").encode(errors="replace") + b"\f"
    sys.stdout.buffer.write(told)
    return len(told)


if __name__ == "__main__":
    sys.exit(main())
