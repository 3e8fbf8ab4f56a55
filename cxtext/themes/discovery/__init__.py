"""Find themes: clusters of vectors, their number and their parts."""

from __future__ import annotations

from cxtext.themes.discovery.agreement import adjusted_rand, best_jaccard, draw_resamples
from cxtext.themes.discovery.chance import measure_chance, measure_cohesion
from cxtext.themes.discovery.discover import LEFT_OUT, Discovery, discover_themes, join_themes, move_to_nearest
from cxtext.themes.discovery.graph import LeidenJob, build_graph, find_communities, induce, nearest_neighbours, renumber
from cxtext.themes.discovery.heights import Refit, usual_range
from cxtext.themes.discovery.labels import count_responses, keep_labels
from cxtext.themes.discovery.structure import find_refits
from cxtext.themes.discovery.subthemes import split_themes
from cxtext.themes.discovery.tree import Tree, add_context, grow_tree

__all__ = [
    "LEFT_OUT",
    "Discovery",
    "LeidenJob",
    "Refit",
    "Tree",
    "add_context",
    "adjusted_rand",
    "best_jaccard",
    "build_graph",
    "count_responses",
    "discover_themes",
    "draw_resamples",
    "find_communities",
    "find_refits",
    "grow_tree",
    "induce",
    "join_themes",
    "keep_labels",
    "measure_chance",
    "measure_cohesion",
    "move_to_nearest",
    "nearest_neighbours",
    "renumber",
    "split_themes",
    "usual_range",
]
