"""Tiny random models and their tuned versions; adapters as the PEFT library loads them.

models.py make FOLDER          writes NAME/base and NAME/tuned for every model, and prints what there is
models.py check FOLDER < JSON  for a list of cases compares outputs; see `compare`
"""
import json
import os
import sys
import warnings

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", TQDM_DISABLE="1")
warnings.filterwarnings("ignore")

import torch  # noqa: E402
import transformers as T  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402
from torch import nn  # noqa: E402

torch.set_num_threads(1)
V, H = 61, 24  # words, width
LLAMA = dict(vocab_size=V, hidden_size=H, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=32)
BERT = dict(vocab_size=V, hidden_size=H, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=32)
GPT2 = dict(vocab_size=V, n_embd=H, n_layer=2, n_head=4, n_positions=32)
T5 = dict(vocab_size=V, d_model=H, d_kv=6, d_ff=40, num_layers=2, num_heads=4, decoder_start_token_id=0)
BART = dict(vocab_size=V, d_model=H, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=40, decoder_ffn_dim=40,
            max_position_embeddings=32, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2)


class Custom(nn.Module):
    """Names that mislead, and numbers for names."""

    def __init__(self):
        super().__init__()
        self.lookup = nn.Embedding(V, H)  # an embedding that is not called one
        self.token_embed = nn.Linear(H, 40, bias=False)  # a linear layer that is
        self.net = nn.Sequential(nn.Linear(40, 30), nn.Tanh(), nn.Linear(30, 20, bias=False), nn.Sequential(nn.Linear(20, 20)))
        self.score = nn.Linear(20, 7, bias=False)

    def forward(self, ids):
        return self.score(self.net(self.token_embed(self.lookup(ids))))


class Convolutions(nn.Module):
    """Convolutions 3 x 3, 2 x 5 and 1 x 1, in a Sequential whose names end alike."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 12, (2, 5), stride=2, bias=False), nn.ReLU(), nn.Conv2d(12, 16, 1))
        self.head = nn.Sequential(nn.Linear(16, 10))

    def forward(self, pixels):
        return self.head(self.body(pixels).mean((2, 3)))


class Attention(nn.Module):
    """nn.MultiheadAttention reads the weight of out_proj itself."""

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(H, H)
        self.attention = nn.MultiheadAttention(H, 4, batch_first=True)

    def forward(self, x):
        x = self.first(x)
        return self.attention(x, x, x)[0]


def words(*shape):
    return torch.randint(3, V, shape, generator=torch.Generator().manual_seed(5))


def pixels(size, channels=3):
    return torch.randn(2, channels, size, size, generator=torch.Generator().manual_seed(6))


TEXT = lambda: dict(input_ids=words(2, 9))  # noqa: E731
BOTH = lambda: dict(input_ids=words(2, 9), decoder_input_ids=words(2, 7))  # noqa: E731
# name: (model, inputs)
MODELS = {
    "llama-tied": (lambda: T.LlamaForCausalLM(T.LlamaConfig(**LLAMA, tie_word_embeddings=True)), TEXT),
    "llama-untied": (lambda: T.LlamaForCausalLM(T.LlamaConfig(**LLAMA)), TEXT),
    "llama-sharded": (lambda: T.LlamaForCausalLM(T.LlamaConfig(**LLAMA, tie_word_embeddings=True)), TEXT),
    "llama-body": (lambda: T.LlamaModel(T.LlamaConfig(**LLAMA, tie_word_embeddings=True)), TEXT),
    "mistral": (lambda: T.MistralForCausalLM(T.MistralConfig(**LLAMA)), TEXT),
    "phi": (lambda: T.PhiForCausalLM(T.PhiConfig(**{**BERT, "num_attention_heads": 3})), TEXT),
    "gpt2": (lambda: T.GPT2LMHeadModel(T.GPT2Config(**GPT2)), TEXT),
    "gpt2-classes": (lambda: T.GPT2ForSequenceClassification(T.GPT2Config(**GPT2, num_labels=3, pad_token_id=0)), TEXT),
    "gpt-bigcode": (lambda: T.GPTBigCodeForCausalLM(T.GPTBigCodeConfig(**GPT2)), TEXT),
    "gpt-neox": (lambda: T.GPTNeoXForCausalLM(T.GPTNeoXConfig(**{**BERT, "num_attention_heads": 3}, rotary_pct=0.5)), TEXT),
    "bloom": (lambda: T.BloomForCausalLM(T.BloomConfig(vocab_size=V, hidden_size=H, n_layer=2, n_head=4)), TEXT),
    "opt": (lambda: T.OPTForCausalLM(T.OPTConfig(vocab_size=V, hidden_size=H, ffn_dim=40, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=32, word_embed_proj_dim=H)), TEXT),
    "bert": (lambda: T.BertForMaskedLM(T.BertConfig(**BERT)), TEXT),
    "bert-untied": (lambda: T.BertForMaskedLM(T.BertConfig(**BERT, tie_word_embeddings=False)), TEXT),
    "roberta": (lambda: T.RobertaForMaskedLM(T.RobertaConfig(**BERT, pad_token_id=1)), TEXT),
    "distilbert": (lambda: T.DistilBertForMaskedLM(T.DistilBertConfig(vocab_size=V, dim=H, hidden_dim=40, n_layers=2, n_heads=4, max_position_embeddings=32)), TEXT),
    "albert": (lambda: T.AlbertForMaskedLM(T.AlbertConfig(**BERT, embedding_size=16)), TEXT),
    "electra": (lambda: T.ElectraForMaskedLM(T.ElectraConfig(**BERT, embedding_size=16)), TEXT),
    "t5": (lambda: T.T5ForConditionalGeneration(T.T5Config(**T5)), BOTH),
    "t5-untied": (lambda: T.T5ForConditionalGeneration(T.T5Config(**T5, tie_word_embeddings=False, feed_forward_proj="gated-gelu")), BOTH),
    "bart": (lambda: T.BartForConditionalGeneration(T.BartConfig(**BART)), BOTH),
    "marian": (lambda: T.MarianMTModel(T.MarianConfig(**BART)), BOTH),
    "whisper": (lambda: T.WhisperForConditionalGeneration(T.WhisperConfig(vocab_size=V, d_model=H, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4, decoder_attention_heads=4,
                encoder_ffn_dim=40, decoder_ffn_dim=40, num_mel_bins=8, max_source_positions=10, max_target_positions=32, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2)),
                lambda: dict(input_features=torch.randn(2, 8, 20, generator=torch.Generator().manual_seed(7)), decoder_input_ids=words(2, 7))),
    "vit": (lambda: T.ViTForImageClassification(T.ViTConfig(hidden_size=H, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4, image_size=16, patch_size=4, num_labels=5)), lambda: dict(pixel_values=pixels(16))),
    "resnet": (lambda: T.ResNetForImageClassification(T.ResNetConfig(embedding_size=8, hidden_sizes=[16, 24], depths=[1, 2], num_labels=5)), lambda: dict(pixel_values=pixels(32))),
    "custom": (Custom, lambda: dict(ids=words(4))),
    "convolutions": (Convolutions, lambda: dict(pixels=pixels(12))),
    "attention": (Attention, lambda: dict(x=torch.randn(2, 5, H, generator=torch.Generator().manual_seed(8)))),
}


def low_rank(weight, rank, generator):
    """A change of the given rank, a fifth as large as the weight."""
    rows, columns = weight.shape[0], weight.numel() // weight.shape[0]
    change = torch.randn(rows, rank, generator=generator) @ torch.randn(rank, columns, generator=generator)
    return (0.2 * weight.norm() / change.norm() * change).reshape(weight.shape)


def tune(model):
    """Changes every weight matrix of a plain layer by one of rank 1, 2 or 3, each set of shared numbers once."""
    generator = torch.Generator().manual_seed(3)
    done = set()
    for name, module in model.named_modules():
        if type(module) not in (nn.Linear, nn.Embedding, nn.Conv2d, T.pytorch_utils.Conv1D) or getattr(module, "groups", 1) > 1:
            continue
        if "embed_positions" in name or module.weight.data_ptr() in done:
            continue
        done.add(module.weight.data_ptr())
        with torch.no_grad():
            module.weight += low_rank(module.weight, 1 + len(done) % 3, generator)


def disturb(model):
    """Changes what no adapter of low rank holds: norms, biases, parameters that are no layers, tables read by themselves."""
    generator = torch.Generator().manual_seed(4)
    names = []
    for name, parameter in model.named_parameters():
        if parameter.dim() == 1 or not name.endswith(".weight") or "embed_positions" in name or name == "attention.out_proj.weight":
            with torch.no_grad():
                parameter += 0.1 * torch.randn(parameter.shape, generator=generator)
            names.append(name)
    return names


def save(model, folder, shards=False):
    if isinstance(model, T.PreTrainedModel):
        model.save_pretrained(folder, safe_serialization=True, **({"max_shard_size": "14KB"} if shards else {}))
    else:
        os.makedirs(folder, exist_ok=True)
        save_file({name: value.contiguous() for name, value in model.state_dict().items()}, f"{folder}/model.safetensors", {"format": "pt"})


def load(name, folder):
    make, _ = MODELS[name]
    torch.manual_seed(0)
    model = make()
    if isinstance(model, T.PreTrainedModel):
        return type(model).from_pretrained(folder).eval()
    model.load_state_dict(load_file(f"{folder}/model.safetensors"))
    return model.eval()


def outputs(model, name):
    with torch.no_grad():
        found = model(**MODELS[name][1]())
    return found if isinstance(found, torch.Tensor) else found[0]


# model: (layers, ranks and alphas of some of them)
ADAPTERS = {
    "llama-tied": (["q_proj", "down_proj", "embed_tokens"], {"layers.1.self_attn.q_proj": 7}, {"layers.0.mlp.down_proj": 3, "embed_tokens": 5}),
    "gpt2": (["c_attn", "c_proj", "wte"], {"mlp.c_proj": 2}, {"wte": 1}),
    "convolutions": (["0", "2", "4"], {"2": 5}, {}),
    "custom": (["lookup", "net.0", "score"], {}, {"score": 9}),
}


def save_adapters(folder, name):
    """Two adapters as the PEFT library itself saves them, of random numbers: one with alpha / rank, one with alpha / sqrt(rank)."""
    from peft import LoraConfig, get_peft_model

    layers, ranks, alphas = ADAPTERS[name]
    for kind, rooted in (("plain", False), ("rooted", True)):
        torch.manual_seed(7 + rooted)
        config = LoraConfig(r=4, lora_alpha=6, target_modules=layers, rank_pattern=ranks, alpha_pattern=alphas, use_rslora=rooted, lora_dropout=0.1)
        model = get_peft_model(load(name, f"{folder}/{name}/base"), config)
        with torch.no_grad():
            for key, parameter in model.named_parameters():
                if "lora_" in key:
                    parameter.normal_(0, 0.1)
        model.save_pretrained(f"{folder}/{name}/{kind}", save_embedding_layers=False)


def make(folder):
    made = {}
    for name, (build, _) in MODELS.items():
        torch.manual_seed(1)
        model = build()
        with torch.no_grad():  # large enough that outputs depend on every layer
            for module in model.modules():
                if isinstance(module, (nn.Linear, nn.Embedding, T.pytorch_utils.Conv1D)):
                    module.weight.normal_(0, 0.2)
        if isinstance(model, T.PreTrainedModel):
            model.tie_weights()
        shards = "sharded" in name
        save(model, f"{folder}/{name}/base", shards)
        tune(model)
        save(model, f"{folder}/{name}/tuned", shards)
        made[name] = {"files": sorted(os.listdir(f"{folder}/{name}/base"))}
        if name in ADAPTERS:
            save_adapters(folder, name)
            made[name]["adapters"] = ["plain", "rooted"]
        if name in ("llama-tied", "bart", "attention"):
            made[name]["disturbed"] = disturb(model)
            save(model, f"{folder}/{name}/disturbed")
    print(json.dumps(made))


def compare(folder, model, adapter, tuned="tuned", references=None, shared=None):
    """Norms over the outputs: of adapter - tuned (or - what weighted adapters make together), and of tuned - base. shared: the layer to be put back into every place that it has."""
    from peft import PeftModel

    def adapted(path):
        peft = PeftModel.from_pretrained(load(model, f"{folder}/{model}/base"), path).eval()
        if shared:
            peft.get_base_model().set_input_embeddings(peft.get_base_model().get_submodule(shared))
        return outputs(peft, model)

    def together(weighted):
        """The outputs with several adapters, each of its weight: PEFT adds up what active ones do."""
        peft = None
        for path, weight in weighted:
            if peft is None:
                peft = PeftModel.from_pretrained(load(model, f"{folder}/{model}/base"), path, adapter_name=path.replace(".", "_"))
            else:
                peft.load_adapter(path, adapter_name=path.replace(".", "_"))
        peft.base_model.set_adapter([path.replace(".", "_") for path, _ in weighted])
        for module in peft.modules():
            for path, weight in weighted:
                if path.replace(".", "_") in getattr(module, "scaling", {}):
                    module.scaling[path.replace(".", "_")] *= weight
        return outputs(peft.eval(), model)

    base, got = outputs(load(model, f"{folder}/{model}/base"), model), adapted(adapter)
    expected = together(references) if references else outputs(load(model, f"{folder}/{model}/{tuned}"), model)
    return {"gap": float((got - expected).norm()), "change": float((expected - base).norm())}


def check(folder, cases):
    results = []
    for case in cases:
        try:
            results.append(compare(folder, **case))
        except Exception as error:  # told beside the others
            results.append({"error": f"{type(error).__name__}: {error}"})
    print(json.dumps(results))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        check(sys.argv[2], json.load(sys.stdin))
