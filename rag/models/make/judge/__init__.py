"""Makes the judge of support: its pairs, its training and its ONNX file; each run by hand."""
