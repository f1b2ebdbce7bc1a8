/**
 * The networks that experiment files choose by name, one record a file, drawn with {@link
 * io.pollard.network.GraphBuilder}. Found through {@link java.util.ServiceLoader}; nothing else
 * uses this package.
 */
@NullMarked
package io.pollard.network.zoo;

import org.jspecify.annotations.NullMarked;
