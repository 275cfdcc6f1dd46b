"""Tokenizers of tiny pipelines, made without any file."""

from __future__ import annotations

import string
from typing import Any

import tokenizers
import transformers
from tokenizers import decoders, models, pre_tokenizers, processors

WORDS = ["a", "the", "cat", "dog", "man", "woman", "walks", "in", "rain", "night", "city", "red"]


def tokenizer() -> Any:
    """As T5 and UMT5 have one."""
    chars = string.ascii_letters + string.digits + string.punctuation
    vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0)]
    vocab += [(char, -5.0) for char in chars]
    vocab += [("\u2581" + word, -3.0) for word in WORDS]
    return transformers.T5TokenizerFast(vocab=vocab, extra_ids=0, model_max_length=512)


def byte_tokenizer() -> Any:
    """As Gemma has one: a token for each byte, and places for pictures."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    special += ["<start_of_image>", "<end_of_image>", "<image_soft_token>"]
    every = special + sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {token: place for place, token in enumerate(every)}
    made = tokenizers.Tokenizer(models.BPE(vocab=vocab, merges=[], unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.TemplateProcessing(
        single="<bos> $A", special_tokens=[("<bos>", 2)]
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        model_max_length=512,
    )


def clip_tokenizer() -> Any:
    """As CLIP has one: letters, at a word's end or not."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    every = letters + [letter + "</w>" for letter in letters]
    every += ["<|startoftext|>", "<|endoftext|>"]
    vocab = {token: place for place, token in enumerate(every)}
    return transformers.CLIPTokenizer(vocab=vocab, merges=[], model_max_length=77)
