/**
 * ONNX models: {@link io.pollard.network.onnx.OnnxImport} turns a convolutional classifier into a
 * trainable network, {@link io.pollard.network.onnx.OnnxExport} writes a network as a model that
 * any runtime runs, and {@link io.pollard.network.onnx.Onnx} is the family for experiment files.
 * Knows ONNX's protobuf classes, which come with ND4J; executes nothing and loads no native
 * library.
 */
@NullMarked
package io.pollard.network.onnx;

import org.jspecify.annotations.NullMarked;
