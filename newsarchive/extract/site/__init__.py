"""What the pages of one paper teach together: a lesson a page, a model of two or more."""
