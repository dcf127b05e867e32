"""Choice B as it is read and computed; what changes it is in ``workshops.services.meetings``.

- Who may take part: ``standing`` (and what is to do about it), ``speakers`` (for whom somebody may
  write, and by which address), ``by_link`` (people without an account), ``stake`` (what leaving
  choice B costs).
- Whom to meet: ``people``, ``suggestions``, ``from_map`` (a mark of the networking map).
- Rules: ``limits`` (until when, how many), ``times`` (choice B and its slots), ``free`` (who can
  come when), ``languages`` (for whom an interpreter comes), ``links`` (which meeting may begin a
  link), ``outcomes`` (when people are asked what came of it).
- A schedule: ``scheduler`` (the search, with ``scheduler_search`` and ``scheduler_state``; knows no
  database), ``planning`` (rows to problem and back), ``computing`` (the worker), ``reasons`` (why a
  wish failed, in words).
- Pages of one person: ``meetings_page`` (with ``own_meetings``), ``my_meetings`` (the schedule),
  ``meeting_page`` (one meeting), ``said`` (what one reads after an answer).
- Pages of those who arrange it: ``setup_page``, ``board``, ``plan_page``, ``desk``,
  ``interpreters``, ``result_page``.
- For pages, calendars and PDFs alike: ``schedules`` (of people and tables) of ``appointments``;
  ``results`` (counted, for many workshops at once); ``names`` (people in a sentence).
"""
