# What fine-tuning changed, as an adapter (LoRA) of rank 4: base/ and tuned/ are folders of shards.
lowrank lora base tuned --rank 4 -o adapter/
