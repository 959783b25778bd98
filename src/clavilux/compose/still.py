"""What stands still over a frame, read once: uniforms become flat inputs of the fragment stage.

A software rasteriser reads a uniform anew for every eight pixels, about fifteen cycles each; a flat
input is free. In: the whole WGSL of a full-screen pass (entry points `vs`, `fs`; uniforms named
`frame` and `grade`, declared before any function). Out: the same shader, its literal reads of them
done in the vertex stage. Reads with a computed index (spectrum, history, ramp) stay. Pictures stay
the same to the bit.
"""

import re

MOST = 60  # numbers that WebGPU carries from stage to stage at least
UNIFORM = re.compile(r"var<uniform> (?:frame|grade): \w+;")
READ = re.compile(r"\b(frame|grade)\.(\w+)((?:\[\d+u?\])?)(?:\.([xyzwrgba]+))?(?![\w\[])")
WIDTHS = {
    "size": "xy",
    "extent": "xy",
    "pan": "xy",
    "lens": "xyzw",
    "work": "xy",
    "sparse": "xy",
}  # others: scalars
VERTEX = re.compile(r"@vertex fn vs\(.*?\n}\n", re.DOTALL)
FRAGMENT = "@fragment fn fs(@builtin(position) pixel: vec4f) -> @location(0) vec4f {"
CORNER = "vec4f(f32((i << 1u) & 2u) * 2.0 - 1.0, f32(i & 2u) * 2.0 - 1.0, 0.0, 1.0)"


def hoist(code: str) -> str:
    """`code` with what `fs` can reach read in the vertex stage."""
    code = re.sub(r"\bseeded\((\d)u?\)", lambda m: _seed(int(m[1])), code)
    reached = _reachable(code)
    numbers = sorted({n for match in READ.finditer(reached) for n in _scalars(match)})[:MOST]
    names = {number: f"still_{k}" for k, number in enumerate(numbers)}

    def replaced(match: re.Match[str]) -> str:
        parts = _scalars(match)
        if not all(part in names for part in parts):
            return match[0]
        found = [names[part] for part in parts]
        return found[0] if len(found) == 1 else f"vec{len(found)}f({', '.join(found)})"

    split = max(match.end() for match in UNIFORM.finditer(code))
    head, rest = code[:split], code[split:]
    rest = READ.sub(replaced, VERTEX.sub("", rest))
    private = "".join(f"var<private> {name}: f32;\n" for name in names.values())
    taken = "".join(
        f"  {names[n]} = still.v{k // 4}.{'xyzw'[k % 4]};\n" for k, n in enumerate(numbers)
    )
    entry = (
        "@fragment fn fs(still: Still) -> @location(0) vec4f {\n  let pixel = still.at;\n" + taken
    )
    rest = rest.replace(FRAGMENT, entry)
    return f"{head}\n{private}{_vertex(numbers)}{rest}"


def _seed(k: int) -> str:
    return f"frame.seeds[{k // 4}].{'xyzw'[k % 4]}"


def _scalars(match: re.Match[str]) -> list[str]:
    """The single numbers that a read stands for."""
    name, index, swizzle = match[2], match[3], match[4] or WIDTHS.get(match[2], "")
    whole = f"{match[1]}.{name}{index}"
    return [f"{whole}.{part}" for part in swizzle] or [whole]


def _vertex(numbers: list[str]) -> str:
    """The vertex stage: a triangle over everything, and the numbers four by four."""
    rows = [numbers[k : k + 4] for k in range(0, len(numbers), 4)]
    fields = "".join(
        f"  @location({k}) @interpolate(flat) v{k}: vec4f,\n" for k in range(len(rows))
    )
    filled = [", ".join(row + ["0.0"] * (4 - len(row))) for row in rows]
    body = "".join(f"  still.v{k} = vec4f({row});\n" for k, row in enumerate(filled))
    return (
        f"struct Still {{\n  @builtin(position) at: vec4f,\n{fields}}}\n"
        "@vertex fn vs(@builtin(vertex_index) i: u32) -> Still {\n  var still: Still;\n"
        f"  still.at = {CORNER};\n{body}  return still;\n}}\n"
    )


def _reachable(code: str) -> str:
    """The text of all functions that `fs` calls, directly or not."""
    starts = [(m.start(), m[1]) for m in re.finditer(r"\bfn (\w+)\(", code)] + [(len(code), "")]
    bodies = {name: code[at : starts[k + 1][0]] for k, (at, name) in enumerate(starts[:-1])}
    seen, todo = set(), ["fs"]
    while todo:
        name = todo.pop()
        if name in bodies and name not in seen:
            seen.add(name)
            todo += re.findall(r"\b(\w+)\(", bodies[name])
    return "\n".join(bodies[name] for name in sorted(seen))
