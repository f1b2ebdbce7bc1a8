/**
 * Parts of the weight matrices of single layers, with which nothing else goes. The matrix of a
 * dense layer is {@code [nOut, nIn]}; that of a convolution is {@code [nOut, kH kW nIn]} with
 * columns in the order (kH, kW, input channel), so that what lies side by side shares its place in
 * the window.
 */
@NullMarked
package io.pollard.prune.structure.matrix;

import org.jspecify.annotations.NullMarked;
