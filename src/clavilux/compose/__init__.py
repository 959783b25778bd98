"""The GPU: device, layers, transitions, grade, type, and the conversion to what an encoder takes."""
