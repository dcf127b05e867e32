"""Mails on their way: put into the outbox, read and changed there, sent, gathered, come back.

Their words come about in ``programme.letters``.
"""
