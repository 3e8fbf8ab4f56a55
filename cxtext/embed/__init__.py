"""Embedders: texts in, unit vectors out. All share one constructor and one method, see :class:`Embedder`."""

from __future__ import annotations

from cxtext.embed.ahead import HeadStart
from cxtext.embed.base import Embedder, Progress, Vectors, disable_telemetry, unit_rows
from cxtext.embed.given import OBJECT_PREFIX, Embeddings, GivenEmbedder, ObjectEmbedder, wrap_embedder
from cxtext.embed.load import load_embedder
from cxtext.embed.onnx import OnnxEmbedder
from cxtext.embed.sentence_transformer import SentenceTransformerEmbedder, not_found
from cxtext.embed.static import StaticEmbedder

__all__ = [
    "OBJECT_PREFIX",
    "Embedder",
    "Embeddings",
    "GivenEmbedder",
    "HeadStart",
    "ObjectEmbedder",
    "OnnxEmbedder",
    "Progress",
    "SentenceTransformerEmbedder",
    "StaticEmbedder",
    "Vectors",
    "disable_telemetry",
    "load_embedder",
    "not_found",
    "unit_rows",
    "wrap_embedder",
]
