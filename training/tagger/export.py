"""The trained network as an ONNX file, with its names and scale inside; 16-bit weights."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from tagger.network import Tagger


def export(net: Tagger, path: Path, said: dict[str, object]) -> None:
    """Writes `path`; `said` goes into its metadata as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    example = torch.zeros(1, 512, 128)
    dynamic = {"mel": {0: "batch", 1: "frames"}, "logits": {0: "batch", 1: "steps"}}
    torch.onnx.export(
        net.eval(),
        (example,),
        str(path),
        input_names=["mel"],
        output_names=["logits"],
        dynamic_axes=dynamic,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(path))
    _halve(model)
    for key, value in said.items():
        model.metadata_props.add(key=key, value=json.dumps(value))
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve(model: onnx.ModelProto) -> None:
    """Stores large weights as float16, cast back to float32 where they are used."""
    graph, casts = model.graph, []
    for weight in list(graph.initializer):
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) > 1024:
            values = numpy_helper.to_array(weight).astype(np.float16)
            graph.initializer.remove(weight)
            graph.initializer.append(numpy_helper.from_array(values, weight.name + "_16"))
            casts.append(
                helper.make_node("Cast", [weight.name + "_16"], [weight.name], to=TensorProto.FLOAT)
            )
    for node in reversed(casts):
        graph.node.insert(0, node)
