/**
 * How a network is executed: one small interface over the flat parameter vector. Implementations
 * live in sub-packages ({@code dl4j}: the reference, runs every layer) and are found through {@link
 * java.util.ServiceLoader}. Nothing outside an implementation's package may use its classes. May
 * use {@code spec}, {@code network}, {@code random}.
 */
@NullMarked
package io.pollard.engine;

import org.jspecify.annotations.NullMarked;
