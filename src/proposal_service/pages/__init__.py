"""页面 · Server-rendered pages for the public: catalogue, item, figures, units, about; and the same as static files.

No page needs a script, and nothing is fetched from outside.
"""
