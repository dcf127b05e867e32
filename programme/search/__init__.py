"""The one search field of a programme.

Each app says what can be found in it (``sources``). A worker keeps the folded words of it all in
``SearchEntry`` (``updating``); a process keeps those of a programme in memory (``index``). They
only lead to rows: who sees a row, and the words that are shown, is asked of the row itself when
somebody searches (``looking``).
"""
