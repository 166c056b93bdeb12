"""The reference on extracellular vesicles (exosomes) in skin, as data, as a library and as the command `exo`.

>>> from exocli import load
>>> load().conditions["psoriasis"].name
'Psoriasis'
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exocli.dataset import Dataset, DatasetError, load

__all__ = ["Dataset", "DatasetError", "__version__", "load"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import the loader only when it is asked for, so that `exo --version` does not pay for it."""
    if name in {"Dataset", "DatasetError", "load"}:
        from exocli import dataset  # noqa: PLC0415  (the point of this function)

        return getattr(dataset, name)
    raise AttributeError(name)
