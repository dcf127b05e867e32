"""Reading the log: found, filtered and told in words. ``programme.activity`` writes it.

Who reads an entry is said when it is written, by its cities, and is whoever may read the row: the
coordinator and the experts all of a programme (of consents and erasures the coordinator alone), the
editors those of the own city and those that it shares: a link, a meeting of its people, a
registration at its workshop, what was taken up from it. What the city does not read of a row, such
as an internal comment or the draft of its report, is written without the city.

An entry has the values before and after wherever there are any. Never kept are keys and secrets,
what people need (diet, access, journey), how somebody voted or answered a survey, what a person
says came of a meeting, and the address of who registers, and who pays.
"""
