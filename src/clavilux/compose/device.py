"""One GPU, through wgpu: Vulkan, Metal or DX12; Mesa's lavapipe where there is none.

Shaders are WGSL with one extension, `@repeat(i, n) { ... $i ... }`, unrolled before compiling:
lavapipe keeps arrays that are indexed by a loop in memory, which made the same pass four times
slower (docs/decisions/0002-gpu.md).
"""

import functools
import os
import re
from collections.abc import Sequence
from importlib import resources
from typing import Any

import wgpu

from clavilux.types.errors import MissingError

NO_GPU = (
    "No GPU and no software Vulkan driver was found; on Debian or Ubuntu install one with: "
    "apt-get install libvulkan1 mesa-vulkan-drivers libegl1 libgl1"
)


class Gpu:
    """A device and what all passes need of it. `software` is true on a CPU rasteriser."""

    def __init__(self, adapter: Any):
        self.adapter = adapter
        self.device = adapter.request_device_sync()
        self.name = f"{adapter.info['device']} ({adapter.info['backend_type']})"
        self.software = adapter.info["adapter_type"] == "CPU"

    @property
    def queue(self) -> Any:
        return self.device.queue

    def module(self, code: str) -> Any:
        """Compiles WGSL. Our own shaders index within bounds by construction: no run-time checks
        (a quarter faster)."""
        _skip_bounds_checks()
        return self.device.create_shader_module(code=unroll(code))

    def texture(self, size: tuple[int, int], format: str = "rgba16float") -> Any:
        """A texture of `(width, height)` that can be drawn to, read, copied and written."""
        usage = wgpu.TextureUsage
        return self.device.create_texture(
            size=(*size, 1),
            format=format,
            usage=usage.RENDER_ATTACHMENT | usage.TEXTURE_BINDING | usage.COPY_SRC | usage.COPY_DST,
        )

    def buffer(self, size: int, *uses: str) -> Any:
        """A buffer of `size` bytes (rounded up to 16) for the named uses, e.g. "UNIFORM",
        "COPY_DST"."""
        flags = 0
        for use in uses:
            flags |= getattr(wgpu.BufferUsage, use)
        return self.device.create_buffer(size=(size + 15) // 16 * 16, usage=flags)

    def draw_pipeline(self, code: str, formats: Sequence[str], blend: dict | None = None) -> Any:
        """A render pipeline with entry points `vs` and `fs` and no vertex buffers."""
        module = self.module(code)
        targets = [{"format": f, **({"blend": blend} if blend else {})} for f in formats]
        return self.device.create_render_pipeline(
            layout="auto",
            vertex={"module": module, "entry_point": "vs"},
            fragment={"module": module, "entry_point": "fs", "targets": targets},
            primitive={"topology": "triangle-list"},
        )

    def compute_pipeline(self, code: str) -> Any:
        """A compute pipeline with entry point `main`."""
        return self.device.create_compute_pipeline(
            layout="auto", compute={"module": self.module(code), "entry_point": "main"}
        )

    def bind(self, pipeline: Any, *bound: Any, group: int = 0) -> Any:
        """A bind group of buffers, texture views and samplers, numbered in order."""
        entries = [
            {"binding": i, "resource": _resource(item)}
            for i, item in enumerate(bound)
            if item is not None
        ]
        return self.device.create_bind_group(
            layout=pipeline.get_bind_group_layout(group), entries=entries
        )


def _resource(item: Any) -> Any:
    if isinstance(item, wgpu.GPUBuffer):
        return {"buffer": item, "offset": 0, "size": item.size}
    return item


@functools.cache
def gpu() -> Gpu:
    """The best adapter there is; `CLAVILUX_GPU=software` forces the software rasteriser."""
    os.environ.setdefault("XDG_RUNTIME_DIR", os.path.expanduser("~"))  # silences EGL probing
    try:
        adapter = _choose()
    except Exception as error:
        raise MissingError(f"{NO_GPU} ({str(error).splitlines()[0]})") from None
    if adapter is None:
        raise MissingError(NO_GPU)
    return Gpu(adapter)


def _choose() -> Any:
    if os.environ.get("CLAVILUX_GPU") == "software":
        found = [a for a in wgpu.gpu.enumerate_adapters_sync() if a.info["adapter_type"] == "CPU"]
        return found[0] if found else None
    return wgpu.gpu.request_adapter_sync(power_preference="high-performance")


@functools.cache
def _skip_bounds_checks() -> None:
    """wgpu-native has a call for trusted shaders that wgpu-py does not expose; without it all
    works, a little slower."""
    try:
        from wgpu.backends.wgpu_native import _api

        trusted = _api.libf.wgpuDeviceCreateShaderModuleTrusted
        _api.libf.wgpuDeviceCreateShaderModule = lambda device, desc: trusted(device, desc, 0)
    except (ImportError, AttributeError):
        pass


_REPEAT = re.compile(r"@repeat\((\w+),\s*(\d+)\)\s*\{")


def unroll(code: str) -> str:
    """Expands every `@repeat(i, n) { body }` to n copies of body with `$i` and `$(arithmetic of
    i)` put in."""
    while match := _REPEAT.search(code):
        end = _closing(code, match.end())
        body, name, count = code[match.end() : end], match[1], int(match[2])
        copies = "".join(_substitute(body, name, k) for k in range(count))
        code = code[: match.start()] + copies + code[end + 1 :]
    return code


def _closing(code: str, start: int) -> int:
    depth = 1
    for position in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[position], 0)
        if depth == 0:
            return position
    raise ValueError("@repeat without a closing brace")


def _substitute(body: str, name: str, value: int) -> str:
    body = re.sub(rf"\${name}\b", str(value), body)
    pattern = rf"\$\(([^()$]*\b{name}\b[^()$]*)\)"
    return re.sub(pattern, lambda m: str(_arithmetic(m[1], name, value)), body)


def _arithmetic(expression: str, name: str, value: int) -> int | float:
    """Integer and decimal arithmetic on one name, as our own shader files write it: `$(i / 2 +
    1)`."""
    import ast
    import operator

    operations: dict[type, Any] = {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
    }

    def walk(node: ast.AST) -> int | float:
        if isinstance(node, ast.BinOp):
            return operations[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.Name) and node.id == name:
            return value
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        raise ValueError(f"cannot evaluate {expression!r} in a shader")

    return walk(ast.parse(expression.strip(), mode="eval").body)


def shader(name: str) -> str:
    """The text of a file in `compose/shaders`."""
    return (resources.files("clavilux.compose") / "shaders" / name).read_text("utf-8")
