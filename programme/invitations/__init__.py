"""How people come in: links that expire, sent one by one or for a whole list.

``services`` has every verb of an invitation, ``letters`` its mails, ``pages`` what the lists show,
``sheets`` and ``bulk`` read a file of people and invite them. Whoever has come in once needs no
invitation any more: a link never opens an account that has a password or was used.
"""
