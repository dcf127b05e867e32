"""What is missing in a case, and what its readers would miss.

``finding`` is what a finding is and where findings are looked for; ``in_texts`` and ``in_numbers``
look; ``checks`` puts together what they find.
"""
