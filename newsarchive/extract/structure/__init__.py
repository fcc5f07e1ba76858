"""What the article is made of, in order: headings, lists, pictures with captions, embeds, entries of live blogs."""
