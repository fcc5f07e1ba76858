"""Which blocks of a walked page are the article, and which lines of them."""
