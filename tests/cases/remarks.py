"""Comments on a case, said for short: each is on the case of its own row."""

from cases.services.commented import CommentedCase
from programme.writing.comments import services


def add_comment(case, **said):
    return services.add_comment(CommentedCase(case), **said)


def change_comment(comment, **said):
    return services.change_comment(CommentedCase(comment.case), comment, **said)


def withdraw_comment(comment, *, by):
    services.withdraw_comment(CommentedCase(comment.case), comment, by=by)


def resolve_comment(comment, *, by):
    return services.resolve_comment(CommentedCase(comment.case), comment, by=by)
