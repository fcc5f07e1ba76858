"""What is said of an article beside its text: dates, headline, authors, section, address."""
