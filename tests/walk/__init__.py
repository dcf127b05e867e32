"""A walk without aim over the whole site, by people of every role who mean no good.

Whatever they send, the site answers in words and breaks nowhere; nothing is shown to a person
that the person may not see, and nothing is changed in another programme or another city. The
walk is the same every time: ``make walk STEPS=10000`` makes it a longer one, ``SEED=7`` another;
``walk.txt`` in the folder of data says meanwhile how often each role was answered how, and
``walk-editor.txt`` which addresses did for an editor what was asked of them, and how often.
"""
