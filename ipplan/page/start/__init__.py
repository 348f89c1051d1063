"""The front page: what is asked of somebody, what is new to her, what comes, in all her plans."""
