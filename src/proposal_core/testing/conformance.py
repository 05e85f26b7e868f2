"""存储契约检验 · `StoreConformance`: the promises of `proposal_core.storage`, as tests that any store can be put to.

    class TestMyStore(StoreConformance):
        def make_store(self):
            return MyStore(...)

pytest runs it like any test class; `suite.run(TestMyStore)` runs it without pytest and counts. Every method states one
promise. A store must keep them under threads as well; what it need not be able to do (last beyond a restart, be
opened twice, be read past itself) is offered through the abilities of `suite`.

Not proved here: what happens when the machine loses power; killing a writer belongs to tests outside one process.
"""

from __future__ import annotations

from proposal_core.testing.promises.files import FilesAreKept
from proposal_core.testing.promises.lists import ListsAreRight
from proposal_core.testing.promises.units import UnitsOfWork


class StoreConformance(FilesAreKept, UnitsOfWork, ListsAreRight):
    """存储契约检验 · Subclass it, give `make_store()`; every `test_*` method states one promise of the contract."""
