"""看板: what is due, overdue, unanswered and unrated, how long things take, by kind, place and month."""
