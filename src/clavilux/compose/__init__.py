"""The GPU: device, layers, transitions, grade, type, conversion to what an encoder takes."""
