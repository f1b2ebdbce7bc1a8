/**
 * Keras models in HDF5 files: {@link io.pollard.network.keras.KerasImport} turns them into
 * trainable networks with channels first, whatever order they keep, and {@link
 * io.pollard.network.keras.Keras} is the family for experiment files. Reads the files with DL4J's
 * archive; executes nothing.
 */
@NullMarked
package io.pollard.network.keras;

import org.jspecify.annotations.NullMarked;
