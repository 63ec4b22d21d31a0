"""Random Marian and M2M100 models of a few thousand weights in the layout of the hub, with real sentencepiece models: built in a second or two."""

import hashlib
import io
import json
from pathlib import Path

import sentencepiece
import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration, MarianConfig, MarianMTModel, PreTrainedModel
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

from localize.engines.ctranslate import CTranslateEngine
from localize.engines.models import ModelFile, ModelSpec, ModelStore
from localize.engines.seq2seq import Seq2SeqEngine
from localize.engines.sequences import SequenceEngine

CHINESE = [
    "艾草泡脚包真好用，一盒30包，每包250g",
    "今天的围巾是彩虹色的，长180cm",
    "佛香，香味很好闻！红花和老姜",
    "这条围巾很好看，这条围巾很暖和。",
    "茶具一套六件",
    "red scarf 围巾",
]
ENGLISH = [
    "herbal foot soak sachets with mugwort, 30 sachets of 250 g a box",
    "today's scarf has all colours of the rainbow, 180 cm long",
    "incense that smells lovely! safflower and aged ginger",
    "this scarf is beautiful and warm.",
    "a tea set of six pieces",
    "0123456789 , . ! ' 这 条 围 巾",
]
_SHAPE = {"d_model": 32, "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 4}
_SHAPE |= {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "max_position_embeddings": 512, "scale_embedding": True}


def pieces(lines: list[str], path: Path, size: int) -> list[str]:
    """Train a sentencepiece model into `path`; returns its pieces without the control symbols."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines * 8),
        model_writer=made,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(made.getvalue())
    loaded = sentencepiece.SentencePieceProcessor(model_proto=made.getvalue())
    names = [loaded.id_to_piece(i) for i in range(loaded.get_piece_size())]
    return [name for name in names if name not in ("<unk>", "<s>", "</s>")]


def marian(folder: Path, seed: int = 7) -> Path:
    """zh→en, one vocabulary for both languages as opus-mt has it: </s> first, <pad> last."""
    folder.mkdir(parents=True, exist_ok=True)
    both = dict.fromkeys([*pieces(CHINESE, folder / "source.spm", 90), *pieces(ENGLISH, folder / "target.spm", 90)])
    words = ["</s>", "<unk>", *both, "<pad>"]
    _json(folder / "vocab.json", {word: i for i, word in enumerate(words)})
    _json(folder / "tokenizer_config.json", {"tokenizer_class": "MarianTokenizer", "source_lang": "zh", "target_lang": "en"})
    ends = {"eos_token_id": 0, "pad_token_id": len(words) - 1, "decoder_start_token_id": len(words) - 1, "forced_eos_token_id": 0}
    config = MarianConfig(vocab_size=len(words), activation_function="swish", **_SHAPE, **ends)
    return _save(MarianMTModel(config), folder, seed)


def m2m100(folder: Path, seed: int = 7) -> Path:
    """One vocabulary, then a token for each of the hundred languages, then eight that stand for nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["<s>", "<pad>", "</s>", "<unk>", *pieces([*CHINESE, *ENGLISH], folder / "sentencepiece.bpe.model", 150)]
    _json(folder / "vocab.json", {word: i for i, word in enumerate(words)})
    _json(folder / "tokenizer_config.json", {"tokenizer_class": "M2M100Tokenizer", "language_codes": "m2m100", "num_madeup_words": 8})
    marks = [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]]
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "sep_token": "</s>"}
    _json(folder / "special_tokens_map.json", {**names, "additional_special_tokens": marks})
    ends = {"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 2}
    config = M2M100Config(vocab_size=len(words) + len(marks) + 8, activation_function="relu", **_SHAPE, **ends)
    return _save(M2M100ForConditionalGeneration(config), folder, seed)


BUILDERS = {"marian": marian, "m2m100": m2m100}


def spec(family: str, folder: Path) -> ModelSpec:
    """The manifest entry of what a builder wrote to `folder`."""
    files = tuple(ModelFile(p.name, p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest()) for p in sorted(folder.iterdir()) if p.is_file())
    architecture = json.loads((folder / "config.json").read_text(encoding="utf-8"))["architectures"][0]
    languages = ("en",) if family == "marian" else ("en", "ms", "ja")
    return ModelSpec(
        id=folder.name,
        title=f"a tiny random {family}",
        architecture=architecture,
        engines=("ctranslate", "seq2seq"),
        licence="Apache-2.0",
        languages=languages,
        prompt="",
        stops=(),
        tested=True,
        default=False,
        files=files,
        hub=None,
        wheels=None,
    )


def engines(folder: Path) -> dict[str, SequenceEngine]:
    """Both engines with each family as the product runs them, by names like "seq2seq-marian". Texts are kept short: random models seldom stop."""
    store = ModelStore(folder)
    specs = {family: spec(family, build(folder / family)) for family, build in BUILDERS.items()}
    return {f"{kind.kind}-{family}": kind(each, store, longest=32) for kind in (CTranslateEngine, Seq2SeqEngine) for family, each in specs.items()}


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _save(model: PreTrainedModel, folder: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1 and parameter.requires_grad:
                parameter.normal_(0, 0.35)  # the usual start is so flat that every text would give the same words
        if isinstance(model, MarianMTModel):
            model.get_input_embeddings().weight[-1] = 0  # <pad>, with which writing begins, is nothing in all Marian models
    model.float().eval().save_pretrained(folder)
    return folder
