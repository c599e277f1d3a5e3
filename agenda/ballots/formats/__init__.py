"""Ranked ballots in public formats: text in, papers out, for anybody who recounts what others have published."""
