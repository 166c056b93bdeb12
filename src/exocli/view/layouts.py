"""The columns of each table, from wide terminals to narrow ones. Below the last layout, rows stand one after another.

A layout's `min_width` is where its text columns stay readable (about a dozen signs each); a narrower layout
stacks cells in one column instead of squeezing them.
"""

from exocli.view.document import Column, Layout

FINDING_LABELS = (
    ("ref", "Ref"),
    ("source", "Source"),
    ("cargo", "Cargo"),
    ("pathway", "Pathway"),
    ("effect", "Effect"),
    ("outcome", "Outcome"),
    ("model", "Model"),
    ("level", "Level"),
)
FINDING_LAYOUTS = (
    Layout(
        104,
        (
            Column("Source", ("source",), ratio=18),
            Column("Cargo", ("cargo",), ratio=12),
            Column("Pathway", ("pathway",), ratio=13),
            Column("Effect", ("effect",), ratio=22),
            Column("Outcome", ("outcome",), ratio=38),
            Column("Model", ("model",), ratio=19),
            Column("Level", ("level",), width=5),
            Column("Ref", ("ref",), width=5, right=True),
        ),
    ),
    Layout(
        72,
        (
            Column("Source, cargo, pathway", ("source", "cargo", "pathway"), ratio=19),
            Column("Effect", ("effect",), ratio=17),
            Column("Outcome", ("outcome",), ratio=26),
            Column("Model, level", ("model", "graded"), ratio=12),
            Column("Ref", ("ref",), width=5, right=True),
        ),
    ),
)

CLAIM_LABELS = (("claim", "Claim"), ("verdict", "Verdict"), ("reason", "Why"), ("studies", "Studies"))
CLAIM_LAYOUTS = (
    Layout(
        72,
        (
            Column("The review says", ("claim",), ratio=30),
            Column("Verdict", ("verdict",), width=12),
            Column("Why", ("reason",), ratio=38),
            Column("Studies", ("studies",), ratio=14),
        ),
    ),
)

TRIAL_LABELS = (
    ("id", "Trial"),
    ("title", "Title"),
    ("product", "Product"),
    ("phase", "Phase"),
    ("n", "n"),
    ("status", "Status"),
    ("results", "Results"),
)
TRIAL_LAYOUTS = (
    Layout(
        104,
        (
            Column("Trial", ("id",), width=21),
            Column("Title", ("title", "results"), ratio=46),
            Column("Product", ("product",), ratio=16),
            Column("Phase", ("phase",), width=7),
            Column("n", ("n",), width=4, right=True),
            Column("Status", ("status",), ratio=16),
        ),
    ),
    Layout(
        72,
        (
            Column("Trial", ("id", "product"), width=21),
            Column("Title", ("title", "results"), ratio=40),
            Column("Phase, n", ("phase", "n"), width=7),
            Column("Status", ("status",), ratio=16),
        ),
    ),
)

MOVE_LABELS = (
    ("ref", "Ref"),
    ("effect", "Effect"),
    ("source", "Source"),
    ("model", "Model"),
    ("outcome", "Outcome"),
    ("level", "Level"),
)
MOVE_LAYOUTS = (
    Layout(
        72,
        (
            Column("Effect", ("effect",), ratio=14),
            Column("Source", ("source",), ratio=17),
            Column("Model", ("model",), ratio=17),
            Column("Outcome", ("outcome",), ratio=34),
            Column("Level", ("level",), width=5),
            Column("Ref", ("ref",), width=5, right=True),
        ),
    ),
)

PLACE_LABELS = (
    ("ref", "Ref"),
    ("source", "Source"),
    ("cargo", "Cargo"),
    ("outcome", "Outcome"),
    ("model", "Model"),
    ("level", "Level"),
)
PLACE_LAYOUTS = (
    Layout(
        72,
        (
            Column("Source, cargo", ("source", "cargo"), ratio=18),
            Column("Outcome", ("outcome",), ratio=40),
            Column("Model", ("model",), ratio=18),
            Column("Level", ("level",), width=5),
            Column("Ref", ("ref",), width=5, right=True),
        ),
    ),
)
