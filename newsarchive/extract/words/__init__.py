"""What a page's values and lines say as text: clean strings, kinds of wording, dates as people write them, slips in JSON."""
