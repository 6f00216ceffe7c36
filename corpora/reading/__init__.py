"""From files people have to documents: who speaks, headings, segments."""
