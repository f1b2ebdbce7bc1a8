/**
 * What a network is worth: accuracy and loss on examples. (Parameter and multiply-add counts are
 * the {@code network} package's.) May use {@code data}, {@code network} and {@code engine}'s
 * interface.
 */
@NullMarked
package io.pollard.measure;

import org.jspecify.annotations.NullMarked;
