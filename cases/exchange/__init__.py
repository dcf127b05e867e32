"""A case as a file to write offline, and such a file back again.

``blocks`` is what a text is made of, whatever file it stands in; ``html_reading`` reads
it, ``markdown_writing`` writes it. ``sheet`` is what a file holds.
``docx_file`` (with ``docx_look``) and ``markdown_file`` write it, ``docx_reading`` and
``markdown_file`` read it; ``incoming`` says what a file brings, and ``preview`` compares that with
the case. Nothing here writes to a case: ``cases.services.bring_in`` does.
"""
