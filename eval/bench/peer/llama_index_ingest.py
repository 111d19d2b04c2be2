"""The stock LlamaIndex pipeline over a folder, timed: what `eval.bench.ingesting` compares with.

Run by the Python of an environment that has what it imports (``make peer`` makes one), never
imported: none of that is a part of Footnote. Prints one line of JSON.
"""

import argparse
import json
import sys
import tempfile
import time

import chromadb
import torch
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore


def main() -> None:
    """Read, cut, embed and store; say how long each took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--model", required=True, help="folder of the model")
    parser.add_argument("--chunk-size", type=int, default=0, help="0: LlamaIndex's own")
    given = parser.parse_args()
    # Its overlap of 200 tokens would be all of such a chunk, and take hours.
    sizes = {"chunk_size": given.chunk_size, "chunk_overlap": 20} if given.chunk_size else {}
    model = HuggingFaceEmbedding(given.model, device="cpu")
    model.get_text_embedding("warm")
    began = time.perf_counter()
    documents = SimpleDirectoryReader(given.folder).load_data()
    read = time.perf_counter()
    nodes = SentenceSplitter(**sizes).get_nodes_from_documents(documents)
    cut = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        space = chromadb.PersistentClient(place).create_collection("peer")
        storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(space))
        VectorStoreIndex(nodes, storage_context=storage, embed_model=model)
        ended = time.perf_counter()
        stored = space.count()
    said = {
        "pages": len(documents),
        "passages": stored,
        "seconds": ended - began,
        "reading_s": read - began,
        "cutting_s": cut - read,
        "embedding_s": ended - cut,
        "threads": torch.get_num_threads(),
    }
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
