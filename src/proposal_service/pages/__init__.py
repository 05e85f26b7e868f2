"""页面 · Server-rendered pages for the public: catalogue, item, figures, units, about; and the same as static files.

No page needs a script, and nothing is fetched from outside.
"""

from __future__ import annotations

from proposal_service.pages.frame import Site
from proposal_service.pages.handlers import (
    about,
    catalogue_csv,
    catalogue_json,
    figures,
    figures_json,
    home,
    item,
    problems,
    units,
)

PAGES = (home, item, figures, units, about, problems, catalogue_csv, catalogue_json, figures_json)

__all__ = ["PAGES", "Site"]
